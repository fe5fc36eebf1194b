/** The distance of a point to a shape's edge, negative inside; of area 1 about the origin, its centroid; y points upwards. */
type Distance = (x: number, y: number) => number;

const box = (x: number, y: number, width: number, height: number) =>
  Math.max(Math.abs(x) - width / 2, Math.abs(y) - height / 2);

/** Of an ellipse twice as wide as high, and of a semicircle. */
const radius = Math.sqrt(2 / Math.PI);
/** A square on its corner with a semicircle on both upper sides: the square's side, and how far its middle lies below the centroid. */
const lobe = 1 / Math.sqrt(1 + Math.PI / 4);
const low = Math.SQRT2 * (Math.PI / 16 + 1 / 12) * lobe ** 3;
/** The radius of the circle within an equilateral triangle. */
const inradius = 3 ** -0.75;
const arm = 1 / Math.sqrt(5);

const shapes = {
  square: (x, y) => box(x, y, 1, 1),
  ellipse(x, y) {
    const [u, v] = [x / radius, (2 * y) / radius];
    const steep = Math.hypot(u, 2 * v) / radius;
    // To first order about the edge.
    return steep < 1e-9 ? -radius / 2 : (Math.hypot(u, v) * (Math.hypot(u, v) - 1)) / steep;
  },
  heart(x, y) {
    const [p, q] = [(y + low + x) * Math.SQRT1_2, (y + low - x) * Math.SQRT1_2];
    const rounds = Math.min(Math.hypot(p - lobe / 2, q), Math.hypot(p, q - lobe / 2)) - lobe / 2;
    return Math.min(box(p, q, lobe, lobe), rounds);
  },
  triangle: (x, y) => Math.max(-y, (y + Math.sqrt(3) * Math.abs(x)) / 2) - inradius,
  cross: (x, y) => Math.min(box(x, y, 3 * arm, arm), box(x, y, arm, 3 * arm)),
  semicircle(x, y) {
    const v = y + (4 * radius) / (3 * Math.PI);
    return Math.max(-v, Math.hypot(x, v) - radius);
  },
} satisfies Record<string, Distance>;

export const shapeNames = Object.keys(shapes) as readonly (keyof typeof shapes)[];

/** By number, in the order of {@link shapeNames}. */
export const distanceOf: readonly Distance[] = Object.values(shapes);

/** No point of a shape is farther from its centroid: the triangle's corners are .877 away. */
export const reach = 0.88;
