/** How the features go with one target: of several targets each is looked at by itself. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Relation } from '../../../src-shared/insight'
import type { Recipe } from '../../../src-shared/recipe'
import type { Column, TableState } from '../../../src-shared/table'
import { isMeasured } from '../columns'
import { readRelation } from '../relation'
import type { ClassFigures } from './class-figures'
import { readAgreement, readClasses } from './class-figures'
import { readEach } from './read-each'
import { readMissingStrength } from './value-figures'

export type TargetFigures = {
  target: Column
  /** Of each feature to the target. */
  relations: Map<number, Relation>
  /** How well a feature's being empty tells the target, 0–1. */
  missingStrength: Map<number, number>
  /** Number features of a classification: the share of rows that have the class of their neighbour in its order. */
  agreement: Map<number, number>
  classes: ClassFigures | null
}

/** Reads the tables `used` and `sample`. */
export async function readTarget(
  connection: DuckDBConnection,
  table: TableState,
  recipe: Recipe,
  features: readonly Column[],
  target: Column,
): Promise<TargetFigures> {
  const classes = isClassed(target, recipe) ? await readClasses(connection, target) : null
  const partly = features.filter((column) => isPartlyMissing(column, table))
  const ordered = classes === null ? [] : features.filter(isMeasured)
  return {
    target,
    classes,
    relations: await readEach(features, (column) => readRelation(connection, column, target, 'sample')),
    missingStrength: await readEach(partly, (column) => readMissingStrength(connection, column, target)),
    agreement: await readEach(ordered, (column) => readAgreement(connection, column, target)),
  }
}

/** A number may be a class too, where the recipe says so. */
function isClassed(target: Column, recipe: Recipe): boolean {
  return !isMeasured(target) || recipe.task === 'classification'
}

function isPartlyMissing({ missing }: Column, { rows }: TableState): boolean {
  return missing >= 0.02 * rows && missing <= 0.98 * rows
}
