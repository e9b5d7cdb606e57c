/** A stand-in must not look complete: what it does not model throws, instead of being quietly undefined. */

/** What the language, the inspector and promises look for on any object. */
const LOOKED_FOR = new Set<PropertyKey>([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  'nodeType',
  'asymmetricMatch',
  '__esModule',
]);

/** Gives `target` behind a door that throws for members it has not got. `name` is for the message. */
export function guard<T extends object>(target: T, name: string): T {
  return new Proxy(target, {
    get: (inner, key, receiver): unknown => {
      if (typeof key === 'string' && !(key in inner) && !LOOKED_FOR.has(key)) {
        throw new Error(`The stand-in for Electron does not model ${name}.${key}`);
      }
      return Reflect.get(inner, key, receiver);
    },
    set: (inner, key, value, receiver) => {
      if (typeof key === 'string' && !(key in inner) && !key.startsWith('_')) {
        throw new Error(`The stand-in for Electron does not model ${name}.${key}`);
      }
      return Reflect.set(inner, key, value, receiver);
    },
  });
}
