/** The project's own sources as the architecture sees them: who imports whom, and how long things are. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file it names, from the root of the repository; `null` for packages and Node. */
  readonly file: string | null;
  /** Gone when the program runs. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly { readonly name: string; readonly lines: number }[];
  /** Where `object.member` is written, as such text: `console.log`, `process.argv`. */
  readonly members: readonly string[];
}

/** Every TypeScript file under these folders, by path. */
export function sourceFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readSource(join(folder, name)))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

/** What one file amounts to; `text` as it is read from `path` unless it is given. */
export function readSource(path: string, text: string = readFileSync(join(ROOT, path), 'utf8')): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: Import[] = [];
  const functions: { name: string; lines: number }[] = [];
  const members: string[] = [];
  const lineOf = (at: number) => tree.getLineAndCharacterOfPosition(at).line;
  function visit(node: ts.Node): void {
    const imported = importOf(node);
    if (imported) imports.push({ ...imported, file: fileOf(path, imported.specifier) });
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      functions.push({ name: nameOf(node), lines: lineOf(node.getEnd()) - lineOf(node.getStart(tree)) + 1 });
    }
    if (ts.isPropertyAccessExpression(node))
      members.push(`${node.expression.getText(tree)}.${node.name.text}`);
    ts.forEachChild(node, visit);
  }
  visit(tree);
  return {
    path: path.split('\\').join('/'),
    lines: text.split('\n').length - 1,
    imports,
    functions,
    members,
  };
}

/** Static and dynamic imports, re-exports, and types in place: `import('x').Y`. */
function importOf(node: ts.Node): Omit<Import, 'file'> | null {
  if (ts.isImportDeclaration(node)) {
    return {
      specifier: textOf(node.moduleSpecifier),
      typeOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword,
    };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), typeOnly: true };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [asked] = node.arguments;
    return asked && ts.isStringLiteral(asked) ? { specifier: asked.text, typeOnly: false } : null;
  }
  return null;
}

function textOf(node: ts.Node): string {
  return (node as ts.StringLiteral).text;
}

function fileOf(from: string, specifier: string): string | null {
  return specifier.startsWith('.')
    ? relative('.', join(dirname(from), specifier))
        .split('\\')
        .join('/')
    : null;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'a nameless function';
}
