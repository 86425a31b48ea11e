/** A browser without a screen: it keeps cookies by site and follows redirects, pages that send it on, and links it is told to. */
export class Browser {
  private readonly jars = new Map<string, Map<string, string>>();

  cookies(url: string): Map<string, string> {
    const { host } = new URL(url);
    const jar = this.jars.get(host) ?? new Map<string, string>();
    this.jars.set(host, jar);
    return jar;
  }

  /** One request, nothing followed. */
  async send(url: string, init: { method?: string; json?: unknown } = {}): Promise<Response> {
    const jar = this.cookies(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method: init.method ?? (init.json === undefined ? 'GET' : 'POST'), redirect: 'manual',
      headers: { cookie, ...(init.json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || attributes.some((attribute) => /expires=thu, 01 jan 1970/i.test(attribute))) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  /** Goes to an address, and on until there is a page: its address and text. */
  async go(url: string): Promise<{ url: string; text: string; status: number }> {
    for (let steps = 0; steps < 12; steps++) {
      const response = await this.send(url);
      const location = response.headers.get('location');
      if (location !== null) {
        url = new URL(location, url).href;
        continue;
      }
      const text = await response.text();
      const on = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text)?.[1];
      if (on === undefined) return { url, text, status: response.status };
      // The application that it leads to may not be built: the address says what came of it.
      return { url: new URL(on.replaceAll('&amp;', '&'), url).href, text: '', status: response.status };
    }
    throw new Error(`It goes round in circles at ${url}`);
  }
}
