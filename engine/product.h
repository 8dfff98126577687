/* product.h - adds a matrix product to a matrix: fast, and with the bits of the plain loop. */
#ifndef AD_PRODUCT_H
#define AD_PRODUCT_H

/* A matrix whose element (i,j) stands at at[i * row + j * col]. */
typedef struct { const double *at; int row, col; } ad_matrix;

/* Y (n,m), row after row, += A (n,k) times B (k,m); Y must not overlap them.  Whatever the machine, the same as
 *     for l = 0, 1, ..., k - 1:  y[i,j] += a[i,l] * b[l,j]
 * for each i and j, as long as the compiler may not fuse products and sums (-ffp-contract=off); so no product is skipped
 * for a factor of 0.  Takes 36 KB of stack, no other memory. */
void ad_add_product(int n, int k, int m, ad_matrix a, ad_matrix b, double *y);

/* For tests: how many versions this machine can run, and one of them; ad_add_product takes the last. */
int ad_product_versions(void);
void ad_add_product_by(int version, int n, int k, int m, ad_matrix a, ad_matrix b, double *y);

#endif
