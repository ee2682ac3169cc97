/**
 * The page's policy allows no style attributes, by which markup from elsewhere could dress itself up; setting the same
 * through the object model is allowed. ECharts writes the font of its texts as an attribute: send it the other way.
 */
export function allowStyles(): void {
  const plain = Element.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function (
    this: SVGElement,
    name: string,
    value: string,
  ): void {
    if (name === "style") this.style.cssText = value;
    else plain.call(this, name, value);
  };
}
