/** What can be done in every view. */
import type { AppStore } from '../../state/app-state.svelte'
import type { Command } from '../../state/commands-state.svelte'
import type { View } from '../../state/view'
import { themeChoices } from '../../state/theme-state.svelte'

export const railViews: readonly { view: Exclude<View, 'compute'>; label: string; number: number }[] = [
  { view: 'data', label: 'Data', number: 1 },
  { view: 'model', label: 'Model', number: 2 },
  { view: 'train', label: 'Train', number: 3 },
  { view: 'loop', label: 'Loop', number: 4 },
  { view: 'predict', label: 'Predict', number: 5 },
  { view: 'export', label: 'Export', number: 6 },
]

/** A browser keeps Ctrl with a digit for its tabs, so there Alt stands first. */
export function viewKeys(app: AppStore, number: number): string[] {
  const keys = [`mod+${String(number)}`, `alt+${String(number)}`]
  return app.state?.host === 'electron' ? keys : keys.reverse()
}

export function appCommands(app: AppStore): Command[] {
  return [...runCommands(app), ...editCommands(app), ...fileCommands(app), ...viewCommands(app), ...otherCommands(app)]
}

function runCommands(app: AppStore): Command[] {
  const status = app.training.activeRun?.status ?? null
  const label = status === 'paused' ? 'Resume training' : status === null ? 'Train' : 'Pause training'
  return [
    {
      id: 'run.train',
      label,
      group: 'Training',
      keys: ['mod+enter'],
      enabled: app.project !== null && !app.project.readOnly && status !== 'preparing',
      run: () => app.training.startOrPause(),
    },
    {
      id: 'run.stop',
      label: 'Stop training and keep what it has',
      group: 'Training',
      enabled: status !== null,
      run: () => app.training.stop(),
    },
    {
      id: 'run.findRate',
      label: 'Find a learning rate…',
      group: 'Training',
      enabled: app.project !== null && !app.project.readOnly && (status === null || status === 'paused'),
      run: () => app.rates.start(),
    },
  ]
}

function editCommands(app: AppStore): Command[] {
  const { undo = null, redo = null } = app.project ?? {}
  return [
    {
      id: 'edit.undo',
      label: undo === null ? 'Undo' : `Undo: ${undo}`,
      group: 'Edit',
      keys: ['mod+z'],
      enabled: undo !== null || app.table.edits.isSending,
      run: () => app.undo(),
    },
    {
      id: 'edit.redo',
      label: redo === null ? 'Redo' : `Redo: ${redo}`,
      group: 'Edit',
      keys: ['mod+shift+z', 'mod+y'],
      enabled: redo !== null,
      run: () => app.redo(),
    },
  ]
}

function fileCommands(app: AppStore): Command[] {
  const { files } = app
  const open = app.project !== null
  return [
    { id: 'file.new', label: 'New project', group: 'File', enabled: true, run: () => files.newProject() },
    {
      id: 'file.openCsv',
      label: 'Open CSV…',
      group: 'File',
      keys: ['mod+shift+o'],
      enabled: true,
      run: () => files.ask('csv'),
    },
    {
      id: 'file.paste',
      label: 'Paste a table…',
      group: 'File',
      enabled: true,
      run: () => app.importing.askForPaste(true),
    },
    {
      id: 'file.importAgain',
      label: 'Import the file again…',
      group: 'File',
      enabled: app.project?.importReport != null && !app.project.readOnly,
      run: () => app.importing.again(null),
    },
    {
      id: 'file.open',
      label: 'Open project…',
      group: 'File',
      keys: ['mod+o'],
      enabled: true,
      run: () => files.ask('project'),
    },
    {
      id: 'file.saveAs',
      label: 'Save as…',
      group: 'File',
      keys: ['mod+s'],
      enabled: open,
      run: () => files.askSaveAs(),
    },
    { id: 'file.close', label: 'Close project', group: 'File', enabled: open, run: () => files.close() },
  ]
}

function viewCommands(app: AppStore): Command[] {
  const open = app.project !== null
  const home: Command = {
    id: 'view.start',
    label: 'Go to the start page',
    group: 'Go',
    enabled: true,
    run: () => app.go('start'),
  }
  const rail = railViews.map(({ view, label, number }) => ({
    id: `view.${view}`,
    label: `Go to ${label}`,
    group: 'Go',
    keys: viewKeys(app, number),
    enabled: open,
    run: () => app.go(view),
  }))
  const overview: Command = {
    id: 'view.overview',
    label: 'Go to the overview of the table',
    group: 'Go',
    enabled: (app.project?.table.columns.length ?? 0) > 0,
    run: () => app.showOverview(),
  }
  const compute: Command = {
    id: 'view.compute',
    label: 'Go to Compute: engines, TensorFlow, self-test',
    group: 'Go',
    enabled: true,
    run: () => app.go('compute'),
  }
  return [home, ...rail, overview, compute]
}

function otherCommands(app: AppStore): Command[] {
  const { commands, layout, theme } = app
  const themes = themeChoices.map((choice) => ({
    id: `theme.${choice}`,
    label: choice === 'system' ? 'Colours: as the system has them' : `Colours: ${choice}`,
    group: 'Window',
    enabled: theme.choice !== choice,
    run: () => theme.choose(choice),
  }))
  return [
    {
      id: 'window.palette',
      label: 'Search or run a command',
      group: 'Window',
      keys: ['mod+k'],
      enabled: true,
      run: () => commands.showPalette(true),
    },
    {
      id: 'window.inspector',
      label: layout.inspectorOpen ? 'Fold the inspector' : 'Show the inspector',
      group: 'Window',
      keys: ['mod+.'],
      enabled: true,
      run: () => layout.toggleInspector(),
    },
    ...themes,
    {
      id: 'window.shortcuts',
      label: 'Keyboard shortcuts',
      group: 'Window',
      keys: ['?'],
      enabled: true,
      run: () => commands.showHelp(true),
    },
  ]
}
