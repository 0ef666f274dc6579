"""The contrast of each text with what is behind it (WCAG 2.2, 1.4.3), for a tenth of axe's CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: The least ratio; of large letters, too, for which three would do.
LEAST = 4.5
#: Texts with less. Layers that let something through are blended. As for axe, what stands on a
#: picture or a gradient can't be known, and controls that are switched off are exempt.
_POOR = """least => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const known = new Map();
  const rgba = css => {
    if (!known.has(css)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(css, [r, g, b, a / 255]);
    }
    return known.get(css);
  };
  const over = ([r, g, b, a], [R, G, B]) =>
    [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const light = colour => colour.map(each => each / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = element => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.backgroundImage !== 'none') return null;
      const colour = rgba(style.backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), rgba('canvas'));
  };
  const opacity = element => {
    let product = 1;
    for (let each = element; each; each = each.parentElement)
      product *= getComputedStyle(each).opacity;
    return product;
  };
  const poor = [], seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (seen.has(element) || !walker.currentNode.textContent.trim()) continue;
    seen.add(element);
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (element.closest('option, :disabled, [aria-disabled=true]')) continue;
    const {width, height} = element.getBoundingClientRect();
    if (width <= 1 || height <= 1) continue;
    const below = behind(element);
    if (!below) continue;
    const [r, g, b, a] = rgba(getComputedStyle(element).color);
    const one = light(over([r, g, b, a * opacity(element)], below)), other = light(below);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least) poor.push([element.outerHTML.slice(0, 120), ratio.toFixed(2)]);
  }
  return poor;
}"""


def poor_contrast(page: Page) -> list[tuple[str, str]]:
    """Return the elements whose texts are hard to read as the page stands, with their ratios."""
    return [(html, ratio) for html, ratio in page.evaluate(_POOR, LEAST)]
