/* product.c - matrix products by tiles.
 *
 * B is copied, DEPTH by WIDTH numbers at a time, into panels of COLS columns, A into strips of ROWS rows, so
 * that the inner loop reads both in order, however they are stored (Goto & van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication, ACM TOMS 34(3), 2008).  That loop runs over l and works on whole
 * vectors of columns: lanes are elements of y, each of which still adds up its own products one by one.
 * Products and sums are rounded apart (-ffp-contract=off), so wider vectors have the same bits. */
#include "product.h"

enum { ROWS = 4, COLS = 16, DEPTH = 64, WIDTH = 64, ALIGN = 64 };

/* C (ROWS,COLS) += A B, their first N columns at least; A is a strip (k,ROWS), B a panel (k,COLS), all aligned. */
typedef void tile(int k, int n, const double *a, const double *b, double *c);

/* Eight sums in registers are enough to hide the latency of an addition, and few enough for any machine. */
#define TILE(name, lanes) \
    static void name(int k, int n, const double *a, const double *b, double *c) \
    { \
        typedef double vec __attribute__((vector_size((lanes) * sizeof(double)), may_alias)); \
        \
        for (int j = 0; j < n; j += 2 * (lanes)) { \
            vec *y0 = (vec *)(c + j), *y1 = (vec *)(c + COLS + j); \
            vec *y2 = (vec *)(c + 2 * COLS + j), *y3 = (vec *)(c + 3 * COLS + j); \
            vec s00 = y0[0], s01 = y0[1], s10 = y1[0], s11 = y1[1]; \
            vec s20 = y2[0], s21 = y2[1], s30 = y3[0], s31 = y3[1]; \
            \
            for (int l = 0; l < k; l++) { \
                const double *x = a + l * ROWS; \
                vec b0 = *(const vec *)(b + l * COLS + j), b1 = *(const vec *)(b + l * COLS + j + (lanes)); \
                \
                s00 += x[0] * b0, s01 += x[0] * b1; \
                s10 += x[1] * b0, s11 += x[1] * b1; \
                s20 += x[2] * b0, s21 += x[2] * b1; \
                s30 += x[3] * b0, s31 += x[3] * b1; \
            } \
            y0[0] = s00, y0[1] = s01, y1[0] = s10, y1[1] = s11; \
            y2[0] = s20, y2[1] = s21, y3[0] = s30, y3[1] = s31; \
        } \
    }

TILE(tile_any, 2)
#ifdef __x86_64__
__attribute__((target("avx2"))) TILE(tile_avx2, 4)
__attribute__((target("avx512f"))) TILE(tile_avx512, 8)

static tile *const tiles[] = { tile_any, tile_avx2, tile_avx512 };

int ad_product_versions(void)
{
    return __builtin_cpu_supports("avx512f") ? 3 : __builtin_cpu_supports("avx2") ? 2 : 1;
}
#else
static tile *const tiles[] = { tile_any };

int ad_product_versions(void)
{
    return 1;
}
#endif

static int least(int a, int b)
{
    return a < b ? a : b;
}

static const double *place(ad_matrix x, int i, int j)
{
    return x.at + i * x.row + j * x.col;
}

static ad_matrix transposed(ad_matrix x)
{
    return (ad_matrix){ x.at, x.col, x.row };
}

/* The N columns of B, K deep, in panels one after the other; what is missing in the last is 0. */
static void pack_panels(int k, int n, ad_matrix b, double *to)
{
    for (int j = 0; j < n; j += COLS) {
        int cols = least(COLS, n - j);

        for (int l = 0; l < k; l++, to += COLS) {
            const double *from = place(b, l, j);

            for (int c = 0; c < cols; c++)
                to[c] = from[c * b.col];
            for (int c = cols; c < COLS; c++)
                to[c] = 0;
        }
    }
}

/* The N rows of A, at most ROWS; what is missing is 0. */
static void pack_strip(int k, int n, ad_matrix a, double *to)
{
    for (int l = 0; l < k; l++, to += ROWS) {
        const double *from = place(a, 0, l);

        for (int r = 0; r < n; r++)
            to[r] = from[r * a.row];
        for (int r = n; r < ROWS; r++)
            to[r] = 0;
    }
}

/* N rows and M columns of Y, at most a tile, += A B. */
static void add_tile(tile *f, int n, int k, int m, const double *a, const double *b, double *y, int row, int col)
{
    _Alignas(ALIGN) double c[ROWS * COLS] = { 0 };

    for (int r = 0; r < n; r++)
        for (int j = 0; j < m; j++)
            c[r * COLS + j] = y[r * row + j * col];
    f(k, m, a, b, c);
    for (int r = 0; r < n; r++)
        for (int j = 0; j < m; j++)
            y[r * row + j * col] = c[r * COLS + j];
}

/* Element (i,j) of Y stands at y[i * row + j * col]. */
static void add(tile *f, int n, int k, int m, ad_matrix a, ad_matrix b, double *y, int row, int col)
{
    _Alignas(ALIGN) double panels[DEPTH * WIDTH], strip[DEPTH * ROWS];

    for (int l = 0, depth; l < k; l += depth) {
        depth = least(DEPTH, k - l);
        for (int j = 0, width; j < m; j += width) {
            width = least(WIDTH, m - j);
            pack_panels(depth, width, (ad_matrix){ place(b, l, j), b.row, b.col }, panels);
            for (int i = 0, rows; i < n; i += rows) {
                rows = least(ROWS, n - i);
                pack_strip(depth, rows, (ad_matrix){ place(a, i, l), a.row, a.col }, strip);
                for (int p = 0; p < width; p += COLS)
                    add_tile(f, rows, depth, least(COLS, width - p), strip, panels + p * depth,
                             y + i * row + (j + p) * col, row, col);
            }
        }
    }
}

void ad_add_product_by(int version, int n, int k, int m, ad_matrix a, ad_matrix b, double *y)
{
    /* Few columns would leave lanes unused: rather the transposes. */
    if (m < COLS && m < n)
        add(tiles[version], m, k, n, transposed(b), transposed(a), y, 1, m);
    else
        add(tiles[version], n, k, m, a, b, y, m, 1);
}

void ad_add_product(int n, int k, int m, ad_matrix a, ad_matrix b, double *y)
{
    ad_add_product_by(ad_product_versions() - 1, n, k, m, a, b, y);
}
