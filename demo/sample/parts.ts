import { attackProblems } from './attacks.ts';
import { malwareFamilies } from './families.ts';
import { malwareProblems } from './malware.ts';
import { landscape } from './networks.ts';
import { Population } from './population.ts';
import { type Random, weighted } from './random.ts';
import { services, wave } from './services.ts';
import { sampleStory } from './story.ts';

const threats = [...malwareProblems, ...attackProblems];

/** Sizes of a CSIRT with that many events: 4,000 a day come from 450 systems, 100,000 from 3,000. */
function sizes(eventsPerDay: number) {
  const scale = eventsPerDay / 4000;
  return {
    systems: Math.round(Math.min(450 * scale ** 0.59, 5000)),
    networks: Math.round(Math.min(2500 * scale ** 0.3, 7000)),
    families: Math.round(Math.min(130 * scale ** 0.4, 700)),
  };
}

/** Some of the hosts, with their own development. */
export interface Part {
  readonly population: Population;
  /** Share of the usual number of events; `progress` runs from 0 on the first day to 1 on the last. */
  readonly share: (progress: number) => number;
}

/** The country's slow decline. */
function decline(progress: number): number {
  return 1.075 - 0.13 * progress;
}

/** All hosts of a CSIRT in the country: ordinary ones, the planted operator and the rising system, and a wave on top. */
export function parts(random: Random, eventsPerDay: number, country: string): readonly Part[] {
  const size = sizes(eventsPerDay);
  const { systems, operator, rising } = landscape(random, country, size.systems, size.networks);
  const family = weighted(malwareFamilies(size.families), (_, rank) => 1 / (rank + 1.5));
  const common = { family, country, problems: [...services, ...threats] };
  const weight = ({ weight: usual }: { weight: number }) => usual;
  const share = sampleStory.operator.share;
  // The wave reaches the operator too.
  const exposed = systems.map((system) => (system === operator ? { ...system, weight: share } : system));
  const ordinary = new Population(random, { ...common, weight, systems });
  return [
    { population: ordinary, share: (progress) => decline(progress) * (1 - share - 0.015) },
    {
      // Enough malware to talk about in an operator's view.
      population: new Population(random, {
        ...common,
        systems: [operator],
        weight: (problem) => problem.weight * (threats.includes(problem) ? 1.7 : 1),
      }),
      share: (progress) => decline(progress) * share,
    },
    {
      population: new Population(random, { ...common, weight, systems: [rising] }),
      share: (progress) => {
        const { from, to } = sampleStory.rising;
        return from + (to - from) * progress;
      },
    },
    {
      population: new Population(random, { ...common, problems: [wave], weight: () => 1, systems: exposed }, ordinary),
      share: (progress) => {
        const since = (progress - 2 / 3) * 3;
        return since <= 0 ? 0 : (sampleStory.wave.share * since * since) / (0.2 + 0.8 * since * since);
      },
    },
  ];
}
