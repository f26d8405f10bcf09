import type { ScreeningModel } from './model.ts'

/**
 * Remembers what was derived from an object for as long as the object lives: one designation meets many suppliers.
 * Designations and suppliers are values; whoever changes one makes a new object.
 */
export const remember = <Key extends object, Value extends object>(
  derive: (key: Key, model: ScreeningModel) => Value,
): ((key: Key, model: ScreeningModel) => Value) => {
  const byModel = new WeakMap<ScreeningModel, WeakMap<Key, Value>>()
  let lastModel: ScreeningModel | undefined
  let known = new WeakMap<Key, Value>()
  return (key, model) => {
    if (model !== lastModel) {
      known = byModel.get(model) ?? new WeakMap<Key, Value>()
      byModel.set(model, known)
      lastModel = model
    }
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = derive(key, model)))
    return value
  }
}

/** The same for what no model takes part in. */
export const rememberAlways = <Key extends object, Value extends object>(
  derive: (key: Key) => Value,
): ((key: Key) => Value) => {
  const known = new WeakMap<Key, Value>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = derive(key)))
    return value
  }
}
