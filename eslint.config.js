/** The rules of the house that a machine can check. DESIGN's layers are the `no-restricted-imports` blocks. */
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

const forbid = (files, patterns, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: patterns.map((regex) => ({ regex, message })) }] },
})
const hostParts = [
  '^electron($|/)',
  '^electron-log',
  '^(node:)?https?$',
  '^ws$',
  '^sirv$',
  '/hosts/',
  '^(\\.\\./)+(index|web|cli)$',
]

export default ts.config(
  {
    ignores: [
      'out/**',
      'node_modules/**',
      'src-main/engines/{onnx,tensorflow}/proto/**',
      'test-results/**',
      'playwright-report/**',
    ],
  },
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: {
        projectService: { allowDefaultProject: [] },
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        { selector: 'ImportExpression[source.type!="Literal"]', message: 'Imports are named in the source.' },
      ],
    },
  },
  { files: ['**/*.ts'], rules: { 'import-x/no-default-export': 'error' } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  { files: ['**/*.js', '**/*.mjs'], ...ts.configs.disableTypeChecked },
  {
    files: ['tests/**'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', '@typescript-eslint/no-unsafe-member-access': 'off' },
  },

  forbid(
    ['src-shared/**'],
    ['^node:', '^electron', '^svelte', `/(src-main|src-renderer|tests)/`],
    'src-shared imports only itself and zod.',
  ),
  forbid(
    ['src-main/program/**'],
    ['^node:', '^[a-z@]', '^(\\.\\./)+(document|features|insight|engines|services|training|exports|loop|hosts)/'],
    'program/ says what to compute: it imports nothing but itself and src-shared.',
  ),
  forbid(
    ['src-main/{services,document,features,insight,engines,training,exports,loop}/**'],
    hostParts,
    'Services and their rooms do not know their host.',
  ),
  forbid(
    ['src-main/{document,features,engines,training,exports,loop}/**'],
    [...hostParts, '/insight/'],
    'insight/ looks at the document for services alone.',
  ),
  forbid(
    ['src-main/insight/**'],
    [...hostParts, '/(services|engines|training|exports|loop)/'],
    'insight/ reads the document and its features, and nothing else.',
  ),
  forbid(
    ['src-main/{web,cli}.ts', 'src-main/hosts/{web,cli,window}/**', 'src-main/hosts/*.ts'],
    ['^electron($|/)', '/electron/'],
    'Only the Electron host knows Electron.',
  ),
  forbid(
    ['src-renderer/**'],
    ['^node:', '^electron', `/src-main/`, `/tests/`],
    'The renderer imports src-shared alone.',
  ),
)
