export * from './days.ts';
export * from './model.ts';
export * from './parse.ts';
export * from './parse/read.ts';
export * from './plan.ts';
export * from './print.ts';
export * from './values.ts';
export * as records from './records.ts';
