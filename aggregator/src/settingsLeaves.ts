import { z } from 'zod';

/** A setting that has a single value. */
interface Leaf {
  readonly path: readonly string[];
  readonly leaf: z.ZodType;
  readonly fallback: string;
}

/** All of a schema, in its order. */
export function leaves(type: z.ZodType, path: readonly string[] = [], fallback = ''): Leaf[] {
  if (type instanceof z.ZodObject) {
    return Object.entries(type.shape).flatMap(([name, inner]) => leaves(inner as z.ZodType, [...path, name]));
  }
  if (type instanceof z.ZodPrefault) {
    return leaves(type.unwrap() as z.ZodType, path);
  }
  if (type instanceof z.ZodDefault) {
    const inner = type.unwrap() as z.ZodType;
    return [{ path, leaf: describedAs(inner, type.description), fallback: JSON.stringify(type.def.defaultValue) }];
  }
  if (type instanceof z.ZodOptional) {
    return [{ path, leaf: describedAs(type.unwrap() as z.ZodType, type.description), fallback }];
  }
  return [{ path, leaf: type, fallback }];
}

function describedAs(type: z.ZodType, description: string | undefined): z.ZodType {
  return description === undefined ? type : type.describe(description);
}
