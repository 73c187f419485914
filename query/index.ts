export * from './days.ts';
export * from './model.ts';
export * from './parse.ts';
export * from './plan.ts';
export * from './print.ts';
