export { sampleConstituency, sampleReaders } from './constituency.ts';
export { copyColumns, copyLines } from './copy.ts';
export { sampleEvents } from './sample.ts';
export { sampleStory, storyDays } from './story.ts';
export type { SampleEvent } from './event.ts';
