/** Words for made-up demonstration passwords: short, plain, hard to mishear. Three of 64 and no more than that. */
export const PASSWORD_WORDS = [
  'acorn', 'amber', 'apple', 'autumn', 'badger', 'barley', 'beacon', 'birch', 'bramble', 'bridge', 'candle', 'cedar', 'clover', 'copper', 'coral', 'cricket',
  'daisy', 'ember', 'falcon', 'fennel', 'ferry', 'forest', 'garden', 'ginger', 'granite', 'harbour', 'hazel', 'heather', 'heron', 'holly', 'island', 'ivy',
  'juniper', 'kettle', 'lantern', 'lavender', 'linen', 'magpie', 'maple', 'marble', 'meadow', 'mellow', 'nettle', 'oatmeal', 'orchard', 'otter', 'pebble', 'pepper',
  'planet', 'poppy', 'puffin', 'quartz', 'river', 'robin', 'saddle', 'saffron', 'sparrow', 'thistle', 'timber', 'tulip', 'velvet', 'walnut', 'willow', 'winter',
];
