import type { Gallery } from '@infomin/runtime/in-memory';

/** Pictures of views, a figure each; pixels stay visible. */
export function figuresOf({ pictures }: Gallery): HTMLElement[] {
  return pictures.map(({ title, png, height = 28 }) => {
    const caption = Object.assign(document.createElement('figcaption'), { textContent: title });
    const image = Object.assign(new Image(), {
      src: `data:image/png;base64,${png}`,
      alt: `First rows of ${title}`,
    });
    image.onload = () => {
      image.width = image.naturalWidth * Math.max(1, Math.round(56 / height));
    };
    const figure = document.createElement('figure');
    figure.append(caption, image);
    return figure;
  });
}
