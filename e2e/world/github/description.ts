/** GitHub's own description as a judge: validates answers and request bodies (tests only). */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
  readonly $ref?: string;
}
interface Operation {
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Content>> };
}

/** What is wrong; empty when nothing is. `undescribed`: the description has no such path or status. */
export type Verdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }
  | { readonly kind: 'undescribed' };

export interface Judge {
  answer(method: string, path: string, status: number, body: unknown): Verdict;
  body(method: string, path: string, body: unknown): Verdict;
}

const FILE = new URL('openapi/github-actions-subset.json', import.meta.url);

/** OpenAPI 3.0 says `nullable`; JSON Schema says it by type. An enum or a reference must take null, too. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const {
    nullable,
    discriminator: _d,
    example: _e,
    examples: _x,
    ...rest
  } = value as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, toJsonSchema(inner)]));
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

export function createJudge(): Judge {
  const description = JSON.parse(readFileSync(FILE, 'utf8')) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'github', components: toJsonSchema(description.components) });
  const compiled = new Map<string, ValidateFunction>();

  const check = (key: string, schema: unknown, body: unknown): Verdict => {
    let validate = compiled.get(key);
    if (validate === undefined) {
      const text = JSON.stringify(toJsonSchema(schema)).replaceAll('"#/components', '"github#/components');
      validate = ajv.compile(JSON.parse(text) as object);
      compiled.set(key, validate);
    }
    if (validate(body)) return { kind: 'valid' };
    const errors = validate.errors ?? [];
    return { kind: 'invalid', errors: errors.map((error) => `${error.instancePath} ${error.message ?? ''}`) };
  };
  const find = (
    method: string,
    path: string,
  ): { readonly key: string; readonly operation: Operation } | null => {
    const given = path.split('/');
    const fits = (pattern: string): boolean => {
      const wanted = pattern.split('/');
      return (
        wanted.length === given.length &&
        wanted.every((part, at) => part.startsWith('{') || part === given[at])
      );
    };
    // The pattern with the fewest holes wins: `/runners/downloads` before `/runners/{id}`.
    const holes = (pattern: string): number => pattern.split('{').length;
    const [best] = Object.keys(description.paths)
      .filter((pattern) => fits(pattern) && description.paths[pattern]?.[method.toLowerCase()] !== undefined)
      .sort((a, b) => holes(a) - holes(b));
    const operation = best === undefined ? undefined : description.paths[best]?.[method.toLowerCase()];
    return operation === undefined ? null : { key: `${method} ${best ?? ''}`, operation };
  };
  const resolve = (content: Content | undefined): Content | undefined => {
    const name = content?.$ref?.split('/').at(-1);
    return name === undefined ? content : description.components.responses[name];
  };
  const schemaOf = (content: Content | undefined): unknown =>
    resolve(content)?.content?.['application/json']?.schema;

  return {
    answer: (method, path, status, body) => {
      const found = find(method, path);
      const content = found?.operation.responses[String(status)];
      if (found === null || content === undefined) return { kind: 'undescribed' };
      const schema = schemaOf(content);
      if (schema === undefined) {
        return body === undefined
          ? { kind: 'valid' }
          : { kind: 'invalid', errors: ['a body where none belongs'] };
      }
      return check(`${found.key} ${String(status)}`, schema, body);
    },
    body: (method, path, body) => {
      const found = find(method, path);
      if (found === null) return { kind: 'undescribed' };
      const schema = schemaOf(found.operation.requestBody);
      return schema === undefined ? { kind: 'undescribed' } : check(`${found.key} body`, schema, body);
    },
  };
}
