import { render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { needOf, parseQuestion, plan, type Question } from '@stats-portal/query';
import { dimensionNames, summed } from '@stats-portal/catalog';
import { AtMostNotice } from './AtMostNotice';

const ask = (parts: object): Question => parseQuestion({ from: '2026-01-01', to: '2026-01-31', ...parts });
const several = { dimension: 'taxonomy', operator: 'in', values: ['fraud', 'vulnerable'] };

test('says that the numbers are “at most”, and why', () => {
  render(<AtMostNotice plan={plan(ask({ where: [several] }))} />);

  expect(screen.getByRole('alert')).toHaveTextContent('The numbers are “at most”');
  expect(screen.getByRole('alert')).toHaveTextContent(/The true number may be smaller: .*over Taxonomy/);
  expect(screen.getByRole('alert')).toHaveTextContent('Grouped by Taxonomy too, the numbers are exact.');
});

test('does not advise to group by a dozen dimensions', () => {
  const port = { dimension: 'port', operator: 'in', values: ['6379'] };
  render(<AtMostNotice plan={plan(ask({ where: [port] }))} />);

  expect(screen.getByRole('alert')).not.toHaveTextContent('Grouped by');
});

test('says it of the remaining alone, less loudly', () => {
  render(<AtMostNotice plan={plan(ask({ by: ['asn'], top: 10 }))} />);

  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  expect(screen.getByRole('note')).toHaveTextContent(/^“Remaining” is “at most”\. The true number may be smaller/);
});

test.each([
  ['exact addresses', { by: ['asn'] }],
  ['events, which add up', { measure: 'events', by: ['asn'], where: [several], top: 10 }],
])('says nothing of %s', (_, parts) => {
  const { container } = render(<AtMostNotice plan={plan(ask(parts))} />);

  expect(container).toBeEmptyDOMElement();
});

test('what it says would make the numbers exact does', () => {
  const dimensions = fc.uniqueArray(fc.constantFrom(...dimensionNames), { maxLength: 3 });
  fc.assert(
    fc.property(dimensions, dimensions, (by, filtered) => {
      const question = ask({ by, where: filtered.map((dimension) => ({ dimension, operator: 'not none' })) });
      const { rollup, exactness } = plan(question);
      const grouped = { ...question, by: [...by, ...summed(rollup, needOf(question))] };
      expect(exactness.kind === 'exact' ? 'exact' : plan(grouped).exactness.kind).toBe('exact');
    })
  );
});
