/**
 * The whole boundary on one page: every command (`noun.verb`) with what it takes and gives, every event (`noun.fact`).
 *
 * Handlers, the client and every host are typed from here; a command that is listed but not handled does not compile.
 * Inputs are checked at the boundary with these schemas; outputs are ours and only typed.
 */
import * as z from 'zod'
import type { ComputeState, SelfTest } from './compute'
import type { EpochColumns, RateSearch, RunSummary } from './run'
import type { LoopFound, LoopNumbers, LoopStep, LoopSurface, LoopWeight } from './loop'
import type { ImportProposal, ImportReport } from './import'
import type { Column, ExpressionCheck, History, KindPreview, TablePage, TableState, ValueCount } from './table'
import type { Finding, AppState, Delivery, FileEntry, ModelSummary, ProjectState, TaskProgress } from './project'
import type { SplitParts } from './split'
import type { Neighbours, PredictedRows, PredictForm, Prediction } from './predict'
import { tensorflowVariants } from './compute'
import { columnKinds, columnRoles } from './table'
import { importChangeSchema, importLimits, importRulesSchema } from './import'
import {
  cellPlaceSchema,
  columnIdsSchema,
  columnNameSchema,
  editsSchema,
  orderSchema,
  partSchema,
  layoutSchema,
  querySchema,
  readingSchema,
  rowIdsSchema,
  rowSpanSchema,
  spanSchema,
  tableLimits,
  viewSchema,
  wantedSchema,
} from './table-inputs'
import type { ColumnProfile, Correlations, MissingMap, Notes, RankedRelations, Relation, TableSummary } from './insight'
import { insightLimits } from './insight'
import { loopLimits } from './loop'
import { optimizerSchema, recipeChangeSchema, recipeSchema } from './recipe'

const nothing = z.strictObject({})
const id = z.int().min(0)
const text = (most: number) => z.string().max(most)
const path = text(4096).min(1)
/** Where a file comes from or goes to: the host's own dialog, or a path the host allows. */
const place = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask') }),
  z.strictObject({ kind: z.literal('path'), path }),
])
/** Where an export goes: `deliver` lets the host choose (a dialog; in a browser, a download). */
const destination = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deliver') }),
  z.strictObject({ kind: z.literal('path'), path }),
])
const givenValues = z
  .array(z.strictObject({ name: text(10_000), value: z.union([z.number(), text(10_000), z.null()]) }))
  .max(20_000)

const command =
  <Output>() =>
  <Input extends z.ZodType>(input: Input) =>
    ({ input }) as { input: Input; output?: Output }

export const commands = {
  'app.state': command<AppState>()(nothing),
  /** CSV and project files below the workspace, for hosts without file dialogs. */
  'app.files': command<FileEntry[]>()(z.strictObject({ folder: text(4096) })),
  'app.forgetRecent': command<null>()(z.strictObject({ path })),
  'app.cancelTask': command<null>()(z.strictObject({ id: text(100) })),

  /** A new untitled project without a table. */
  'project.new': command<ProjectState>()(nothing),
  /** null: the person closed the dialog. */
  'project.open': command<ProjectState | null>()(z.strictObject({ from: place, readOnly: z.boolean().default(false) })),
  'project.openSample': command<ProjectState>()(z.strictObject({ id: text(100) })),
  'project.saveAs': command<ProjectState | null>()(
    z.strictObject({ to: place, overwrite: z.boolean().default(false) }),
  ),
  'project.close': command<null>()(nothing),

  /** A new untitled project holding the CSV; null: the person closed the dialog. */
  'table.import': command<ImportReport | null>()(z.strictObject({ from: place })),
  /** The table as it stands, as CSV; texts that a spreadsheet would run are made text. null: the dialog was closed. */
  'table.exportFile': command<{ rows: number; delivery: Delivery } | null>()(
    z.strictObject({ to: destination, neutralise: z.boolean().default(true) }),
  ),
  'table.page': command<TablePage>()(z.strictObject({ view: viewSchema, offset: id, limit: z.int().min(1).max(1000) })),
  /** The place of a row in a view; null: not in it. */
  'table.locate': command<number | null>()(z.strictObject({ view: viewSchema, rowId: id })),
  /** The next cell of the view that is odd or matches, from a place on and around the end; null: none. */
  'table.next': command<{ index: number; columnId: number; count: number } | null>()(
    z.strictObject({ view: viewSchema, after: cellPlaceSchema, what: wantedSchema, backwards: z.boolean() }),
  ),
  /**
   * Types texts into cells, all of them or none; empty means missing. Refused with `cell.invalid` where a column's kind
   * can't read one.
   */
  'table.change': command<{ changed: number; revision: number }>()(z.strictObject({ edits: editsSchema })),
  /** Empty rows before a row of the view, or at the end of the table. */
  'table.insertRows': command<{ rowIds: number[] }>()(
    z.strictObject({ view: viewSchema, before: id.nullable(), count: z.int().min(1).max(tableLimits.newRows) }),
  ),
  'table.deleteRows': command<{ deleted: number }>()(z.strictObject({ rowIds: rowIdsSchema })),
  /** Rows by their places in a view, both ends included. */
  'table.deleteSpan': command<{ deleted: number }>()(rowSpanSchema),
  /** Tab-separated, quoted as spreadsheets do. Refused with `table.tooLarge` over 5 million cells. */
  'table.copy': command<{ text: string }>()(z.strictObject({ view: viewSchema, span: spanSchema })),
  /**
   * Tab-separated cells from a place of a view on; gives what changed and what was added. Without `grow`, cells that
   * hang over the last row or column are refused with `table.overhang` and their counts. Texts that a column can't read
   * are taken, and marked as odd.
   */
  'table.paste': command<{ cells: number; rows: number; columns: number }>()(
    z.strictObject({
      view: viewSchema,
      at: z.strictObject({ index: id, columnId: id }),
      text: text(tableLimits.paste),
      grow: z.boolean(),
    }),
  ),
  /** The first row of the span into the others. */
  'table.fillDown': command<{ changed: number }>()(z.strictObject({ view: viewSchema, span: spanSchema })),
  'table.clear': command<{ changed: number }>()(z.strictObject({ view: viewSchema, span: spanSchema })),
  /** In every row of the view; in all columns that are shown where `columnIds` is null. A pattern's groups are `\1`, `\2`. */
  'table.replace': command<{ changed: number }>()(
    z.strictObject({ view: viewSchema, columnIds: columnIdsSchema.nullable(), query: querySchema, with: text(10_000) }),
  ),
  /** `most`: the most frequent one; `above`: the one before it in the table; `value`: the text given. */
  'table.fillMissing': command<{ changed: number }>()(
    z.strictObject({
      columnId: id,
      how: z.enum(['mean', 'median', 'most', 'value', 'above']),
      value: text(tableLimits.cell).nullable(),
    }),
  ),
  /** Rows without a value in any of the columns. */
  'table.dropMissing': command<{ deleted: number }>()(z.strictObject({ columnIds: columnIdsSchema })),
  /** Rows that are alike in all of the columns: the first of them stays. */
  'table.removeDuplicates': command<{ deleted: number }>()(z.strictObject({ columnIds: columnIdsSchema })),
  /** Puts rows into a part of the data by hand, or back to the split. */
  'table.setPart': command<{ changed: number }>()(rowSpanSchema.safeExtend({ part: partSchema })),
  /** Newest last. */
  'table.history': command<History>()(nothing),
  /** Undoes or redoes until this entry is the last that is applied; null: none is. */
  'table.goTo': command<null>()(z.strictObject({ entry: id.nullable() })),
  /** The table as it is now can be brought back from now on, whatever is done to it. */
  'table.nameVersion': command<null>()(z.strictObject({ name: text(200).min(1) })),
  /** To a version, by its entry and label; the way back to the state as it is now is kept too. */
  'table.bringBack': command<null>()(z.strictObject({ entry: id, name: text(1000) })),
  /** The words of what was undone. */
  'table.undo': command<{ label: string }>()(nothing),
  'table.redo': command<{ label: string }>()(nothing),
  /** Empty, behind a column, or (null) in front of all. */
  'column.insert': command<Column>()(
    z.strictObject({ name: columnNameSchema, kind: z.enum(columnKinds), after: id.nullable() }),
  ),
  'column.delete': command<{ deleted: number }>()(z.strictObject({ columnIds: columnIdsSchema })),
  'column.rename': command<Column>()(z.strictObject({ columnId: id, name: columnNameSchema })),
  /** In front of a column, or (null) behind all. */
  'column.move': command<null>()(z.strictObject({ columnId: id, before: id.nullable() })),
  /** How columns are shown; nothing to undo. */
  'column.arrange': command<null>()(z.strictObject({ layout: layoutSchema })),
  /** `also`: the role is given besides those that have it; without it, they become features (target, weight, group, time). */
  'column.set': command<Column>()(
    z.strictObject({
      columnId: id,
      role: z.enum(columnRoles).optional(),
      kind: z.enum(columnKinds).optional(),
      reading: readingSchema.optional(),
      order: orderSchema.optional(),
      also: z.boolean().optional(),
    }),
  ),
  /** Cells that the kind could read, and those that it couldn't, with the first of them. Their texts stay in any case. */
  'column.previewKind': command<KindPreview>()(
    z.strictObject({ columnId: id, kind: z.enum(columnKinds), reading: readingSchema.optional() }),
  ),
  /** A new column of computed values behind another (null: in front of all); with `columnId`, that one computed anew. */
  'column.compute': command<Column>()(
    z.strictObject({
      columnId: id.nullable(),
      name: columnNameSchema,
      expression: text(10_000).min(1),
      after: id.nullable(),
    }),
  ),
  /** Is it one, and what would it give? `at`: the place of the mistake; `sample`: of the first rows. */
  'column.checkExpression': command<ExpressionCheck>()(z.strictObject({ expression: text(10_000) })),
  'column.merge': command<{ changed: number }>()(
    z.strictObject({
      columnId: id,
      values: z.array(text(tableLimits.cell)).min(1).max(10_000),
      into: text(tableLimits.cell).min(1),
    }),
  ),
  /** Into one column per part, behind it; the column itself stays. */
  'column.split': command<{ columnIds: number[] }>()(z.strictObject({ columnId: id, separator: text(100).min(1) })),
  /** Values that hold `search`, the most frequent first; `total`: how many different ones do. */
  'column.values': command<{ values: ValueCount[]; total: number }>()(
    z.strictObject({ columnId: id, search: text(1000), limit: z.int().min(1).max(1000) }),
  ),

  'insight.profile': command<ColumnProfile>()(z.strictObject({ columnId: id })),
  'insight.relation': command<Relation>()(z.strictObject({ columnId: id, targetId: id })),
  'insight.relations': command<RankedRelations>()(
    z.strictObject({ columnIds: z.array(id).min(1).max(insightLimits.relations), targetId: id }),
  ),
  'insight.summary': command<TableSummary>()(nothing),
  'insight.missing': command<MissingMap>()(
    z.strictObject({ columnIds: z.array(id).min(1).max(insightLimits.missing) }),
  ),
  /** Of those columns that are read as numbers. */
  'insight.correlations': command<Correlations>()(
    z.strictObject({ columnIds: z.array(id).min(1).max(insightLimits.correlations) }),
  ),
  'insight.notes': command<Notes>()(nothing),
  /** Puts a note aside in this project, or calls it back. */
  'insight.dismiss': command<Notes>()(z.strictObject({ key: text(400_000).min(1), dismissed: z.boolean() })),

  /** Looks at a file and says how it would be read; null: the person closed the dialog. `import.close` lets the file go. */
  'import.propose': command<ImportProposal | null>()(z.strictObject({ from: place })),
  /** The same for what was copied from a spreadsheet or a page. */
  'import.paste': command<ImportProposal>()(z.strictObject({ text: text(importLimits.paste).min(1) })),
  /** The same for the file that the project's table came from (or another one), by the project's rules. */
  'import.again': command<ImportProposal | null>()(z.strictObject({ from: place.nullable() })),
  /** With other rules. The rules come back fitted to the file: one per column, by name. */
  'import.preview': command<ImportProposal>()(z.strictObject({ token: text(100), rules: importRulesSchema })),
  /**
   * All of the file, into a new untitled project, or in place of the open project's table. `discardEdits`: what was
   * edited since the last import may go; otherwise it is refused with `import.edited`.
   */
  'import.run': command<ImportReport>()(
    z.strictObject({
      token: text(100),
      rules: importRulesSchema,
      into: z.enum(['new', 'project']).default('new'),
      discardEdits: z.boolean().default(false),
    }),
  ),
  'import.close': command<null>()(z.strictObject({ token: text(100) })),
  /** The project's file read again by its rules, with some of them changed: what a remedy in the report does. */
  'import.refresh': command<ImportReport>()(
    z.strictObject({ change: importChangeSchema.default({}), discardEdits: z.boolean().default(false) }),
  ),

  /** What computes here, what is set up, and what more could be. */
  'compute.state': command<ComputeState>()(nothing),
  /** Gets TensorFlow: hundreds of megabytes, with progress; cancelled by `app.cancelTask`. */
  'compute.install': command<ComputeState>()(z.strictObject({ variant: z.enum(tensorflowVariants) })),
  'compute.remove': command<ComputeState>()(nothing),
  /** Trains something small on every engine at hand, in a process of its own. */
  'compute.selfTest': command<SelfTest>()(nothing),

  'recipe.change': command<ProjectState['recipe']>()(z.strictObject({ change: recipeChangeSchema })),
  'recipe.reset': command<ProjectState['recipe']>()(nothing),
  /** What would be trained, and what stands in the way; the summary is null while an error does. */
  'recipe.check': command<{ findings: Finding[]; model: ModelSummary | null }>()(nothing),

  /** Which part each of those rows would have in a training now. Refused where nothing could be trained. */
  'split.parts': command<SplitParts>()(z.strictObject({ rowIds: z.array(id).max(10_000) })),

  'run.start': command<RunSummary>()(nothing),
  'run.pause': command<RunSummary>()(z.strictObject({ runId: id })),
  /** Goes on from where it is: a paused run, or a failed one from its last checkpoint. */
  'run.resume': command<RunSummary>()(z.strictObject({ runId: id })),
  /** Ends it and keeps what it has learned. */
  'run.stop': command<RunSummary>()(z.strictObject({ runId: id })),
  /**
   * Trains a few hundred steps with a rising learning rate, as a task that can be cancelled, and keeps nothing of it. Refused
   * while a run trains. @throws run.busy, train.*, task.cancelled
   */
  'run.findRate': command<RateSearch>()(nothing),
  'run.delete': command<null>()(z.strictObject({ runId: id })),
  /** Epochs after `after`, at most `limit`, oldest first. */
  'run.history': command<EpochColumns>()(
    z.strictObject({ runId: id, after: id, limit: z.int().min(1).max(200_000).default(200_000) }),
  ),

  /**
   * Opens a walk through training at a step: of a run that does not train now, or (null) with fresh weights from the
   * recipe and the table as they are. `latest` is where the run stands. One walk is open at a time. A step far from
   * every known state is replayed; where that takes too long the walk stands where it got to, and says so in `source.note`.
   */
  'loop.open': command<LoopStep>()(
    z.strictObject({ runId: id.nullable(), at: z.union([z.enum(['start', 'latest']), z.strictObject({ step: id })]) }),
  ),
  /** The open walk's step once more; null: none is open. */
  'loop.current': command<LoopStep | null>()(nothing),
  /** To any step, forward or back, by its address. */
  'loop.move': command<LoopStep>()(z.strictObject({ step: id })),
  /** One weight (row: input, column: unit) or bias (row 0, column: unit) in full. */
  'loop.weight': command<LoopWeight>()(
    z.strictObject({ layer: id, kind: z.enum(['weights', 'biases']), row: id, column: id }),
  ),
  /**
   * The loss around here. `parameters` only where there are at most two; `gradient` slices along the gradient and a
   * seeded direction at right angles to it, `start` along the way from the first weights kept and at right angles to it.
   */
  'loop.surface': command<LoopSurface>()(
    z.strictObject({
      kind: z.enum(['parameters', 'slice']),
      resolution: z.int().min(3).max(loopLimits.resolution).default(25),
      directions: z.enum(['gradient', 'start']).default('gradient'),
    }),
  ),
  /** A sibling run from here on: same rows, same order of rows, what is named changed. */
  'loop.branch': command<RunSummary>()(
    z.strictObject({
      change: z.strictObject({
        learningRate: z.number().positive().max(100).optional(),
        optimizer: optimizerSchema.optional(),
        batchSize: recipeSchema.shape.batchSize.optional(),
        /** The last epoch, counted from the parent's first. */
        epochs: recipeSchema.shape.epochs.optional(),
      }),
    }),
  ),
  /** The paused run goes on from here; from where it was paused, where the walk stands behind that. Closes the walk. */
  'loop.handBack': command<RunSummary>()(nothing),
  'loop.find': command<LoopFound>()(z.strictObject({ what: z.enum(['nonFinite']) })),
  /** The current step in full. Refused where that is more than 2 million numbers. */
  'loop.numbers': command<LoopNumbers>()(nothing),
  'loop.close': command<null>()(nothing),

  'predict.form': command<PredictForm>()(z.strictObject({ runId: id })),
  /** One row; a number may come as the text that was typed. An empty text or null is missing. */
  'predict.row': command<Prediction>()(z.strictObject({ runId: id, values: givenValues })),
  /** The training rows that are nearest to that one, as the network sees them, nearest first, with their true values. */
  'predict.neighbours': command<Neighbours>()(
    z.strictObject({ runId: id, values: givenValues, count: z.int().min(1).max(50).default(5) }),
  ),
  /** A CSV in, the same rows with predictions out, mended where they had to be; null: the person closed a dialog. */
  'predict.file': command<(PredictedRows & { delivery: Delivery }) | null>()(
    z.strictObject({ runId: id, from: place, to: destination }),
  ),

  /** Made, then run with onnxruntime on the project's rows and compared, before it says done. */
  'export.model': command<{ delivery: Delivery; proof: ExportProof } | null>()(
    z.strictObject({ runId: id, format: z.enum(['onnx']), to: destination }),
  ),
} as const

export type ExportProof = { rows: number; largestDifference: number; words: string }

export type CommandName = keyof typeof commands
export type CommandInput<N extends CommandName> = z.input<(typeof commands)[N]['input']>
export type CheckedInput<N extends CommandName> = z.output<(typeof commands)[N]['input']>
export type CommandOutput<N extends CommandName> = Exclude<(typeof commands)[N]['output'], undefined>

/** A handler per command of the named nouns: `Handlers<'table' | 'column'>`. */
export type Handlers<Noun extends string = string> = {
  [N in CommandName as N extends `${Noun}.${string}` ? N : never]: (
    input: CheckedInput<N>,
  ) => Promise<CommandOutput<N>> | CommandOutput<N>
}

/** Every event with its payload. They arrive in the order in which they happened. */
export type Events = {
  /** Another project, a new name, a changed recipe, undo words: read `app.state` anew. */
  'project.changed': { project: ProjectState | null }
  'table.changed': TableState & { undo: string | null; redo: string | null }
  'run.changed': { run: RunSummary }
  /** At most 30 a second; the last one of a run always comes, before the `run.changed` that ends it. */
  'run.epochs': { runId: number; epochs: EpochColumns; rowsPerSecond: number | null; seconds: number }
  'run.deleted': { runId: number }
  'task.progress': TaskProgress
}

export type EventName = keyof Events
export type AppEvent = { [N in EventName]: { name: N; payload: Events[N] } }[EventName]

export const eventNames = [
  'project.changed',
  'table.changed',
  'run.changed',
  'run.epochs',
  'run.deleted',
  'task.progress',
] as const satisfies readonly EventName[]

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
