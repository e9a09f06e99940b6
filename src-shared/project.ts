/** The open project, the app around it, and what a page needs to draw itself from nothing. */
import type { Remedy } from './errors'
import type { ImportReport } from './import'
import type { Activation, EngineId, LayerKind, Loss, Recipe, Task } from './recipe'
import type { RunFeature, RunRows, RunSummary } from './run'
import type { TableState } from './table'

export type ProjectState = {
  name: string
  /** As the host may show it to a person: absolute in Electron, below the workspace in the web host. */
  path: string
  untitled: boolean
  readOnly: boolean
  table: TableState
  importReport: ImportReport | null
  recipe: Recipe
  /** Without their histories; newest last. */
  runs: RunSummary[]
  /** What undo and redo would do, in words; null where there is nothing. */
  undo: string | null
  redo: string | null
}

export type RecentProject = {
  name: string
  path: string
  openedAt: string
  rows: number
  columns: number
  /** The last run's training loss, at most 40 points: the thumbnail. */
  curve: number[]
}

export type SampleInfo = { id: string; title: string; description: string; rows: number; columns: number }

export type EngineInfo = {
  id: EngineId
  name: string
  version: string
  device: string
  available: boolean
  /** Why not, and how to get it. */
  note: string | null
}

export type HostKind = 'electron' | 'web' | 'cli'

export type AppState = {
  version: string
  host: HostKind
  /** The host has native file dialogs; without them a page asks for a name or uploads. */
  dialogs: boolean
  recent: RecentProject[]
  samples: SampleInfo[]
  engines: EngineInfo[]
  project: ProjectState | null
}

/** A long work under way, for the status bar. */
export type TaskProgress = {
  id: string
  label: string
  /** 0–1, or null where the end isn't known. */
  share: number | null
  detail: string
  done: boolean
}

/** How a file reached the person: on their disk, or as a download that the page starts. */
export type Delivery = { kind: 'file'; path: string } | { kind: 'download'; url: string; name: string }

export type FileEntry = {
  name: string
  path: string
  kind: 'folder' | 'csv' | 'project'
  bytes: number
  modifiedAt: string
}

/** What stands in the way of training, in plain words, with the remedy. */
export type Finding = {
  code: string
  message: string
  remedy?: Remedy
  /** The setting that it is about, as a path: `layers.2`. */
  field?: string
}

/** The network that the recipe and the roles make together. */
export type ModelSummary = {
  task: Task
  loss: Loss
  target: string
  classes: string[]
  features: RunFeature[]
  inputs: number
  outputs: number
  /** One row per layer, the output layer last. */
  layers: { kind: LayerKind; units: number; activation: Activation | null; parameters: number }[]
  parameters: number
  rows: RunRows
  /** "12 numbers in → 64 → 32 → 1 price, 3,009 parameters" */
  words: string
}
