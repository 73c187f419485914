export { copyColumns, copyLines } from './copy.ts';
export type { SampleEvent, SampleField } from './event.ts';
export { type SampleOptions, sampleEvents } from './sample.ts';
export { sampleStory, type StoryDays, storyDays } from './story.ts';
