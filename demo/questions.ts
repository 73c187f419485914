import { parseQuestion, type Question } from '@stats-portal/query';

/** A question of the mission, with its heading. */
export interface DemoQuestion {
  readonly title: string;
  readonly question: Question;
  /** Adds a line of days to each row. */
  readonly lines?: boolean;
}

/** What the questions are asked about. Days are `YYYY-MM-DD`, both included. */
export interface DemoSubject {
  readonly from: string;
  readonly to: string;
  readonly country: string;
  /** One operator's ASN. */
  readonly asn: string;
  /** Taxonomies, most addresses first. */
  readonly taxonomies: readonly string[];
}

const classification = ['taxonomy', 'type', 'identifier'];

/** The ten questions of the mission: five of the CSIRT, five of one network operator. */
export function demoQuestions({ from, to, country, asn, taxonomies }: DemoSubject): DemoQuestion[] {
  const ask = (question: object): Question => parseQuestion({ from, to, ...question });
  const own = { dimension: 'asn', operator: 'in', values: [asn] };
  const inTaxonomy = (taxonomy: string): object => ({ dimension: 'taxonomy', operator: 'in', values: [taxonomy] });
  const [largest = 'vulnerable'] = taxonomies;
  return [
    {
      title: '1. Which problems are reported, day by day?',
      question: ask({ by: classification, top: 10 }),
      lines: true,
    },
    { title: '2. Who reports about which network?', question: ask({ by: ['asn', 'provider'], top: 10 }) },
    ...taxonomies.slice(0, 3).map((taxonomy) => ({
      title: `3. Where is ${taxonomy} reported most?`,
      question: ask({ by: ['asn'], where: [inTaxonomy(taxonomy)], top: 5 }),
    })),
    {
      title: '4. Which networks rise steadily, against the whole?',
      question: ask({ by: ['asn'], shape: 'trend', top: 5 }),
    },
    {
      title: `5. What are the biggest problems of ${country}?`,
      question: ask({
        by: classification,
        where: [{ dimension: 'country', operator: 'in', values: [country] }],
        top: 10,
      }),
    },
    { title: `6. AS${asn}: events, day by day`, question: ask({ measure: 'events', where: [own] }), lines: true },
    { title: `7. AS${asn}: by taxonomy`, question: ask({ by: ['taxonomy'], where: [own] }), lines: true },
    {
      title: `8. AS${asn}: types within ${largest}`,
      question: ask({ by: ['type'], where: [own, inTaxonomy(largest)] }),
      lines: true,
    },
    {
      title: `9. AS${asn}: malware`,
      question: ask({ by: ['malware'], where: [own, { dimension: 'malware', operator: 'not none' }], top: 10 }),
      lines: true,
    },
    {
      title: `10. AS${asn}: vulnerabilities and exposed services`,
      question: ask({ by: ['type', 'identifier'], where: [own, inTaxonomy('vulnerable')], top: 10 }),
      lines: true,
    },
  ];
}
