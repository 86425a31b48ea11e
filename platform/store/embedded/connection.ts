/**
 * How to reach the database, in the words of postgres.js: `postgres(options)`.
 * An object and not a URL, because postgres.js cannot read a Unix socket's directory from a URL.
 * `host` is that directory, or 127.0.0.1.
 */
export interface ConnectionOptions {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}
