/** The part of pgpass that is used: it comes without types. */
declare module "pgpass" {
  /** Calls back with the password of the first line that fits, or with undefined. */
  export default function look(
    login: {
      readonly host: string;
      readonly port: number;
      readonly user?: string | undefined;
      readonly database?: string | undefined;
    },
    found: (password: string | undefined) => void,
  ): void;
}
