/** The package's own types stand under a name that no resolver finds. */

declare module "gdcore-tools" {
  /** libGD; its objects must be deleted by hand. */
  export const gd: any;
  export const gd_internal_logs: string;
  export function loadProject(file: string): Promise<any>;
  export function exportProject(project: any, folder: string): void;
}
