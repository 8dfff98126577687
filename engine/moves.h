/* moves.h - from piece(c, i, p) to an op that only moves elements: each element of the
 * result is one of an operand's, or a constant.
 *
 *     static void piece(const ad_call *c, int i, ad_piece *p)     set piece I
 *     AD_MOVES(2, piece)                                          value, push, pull and spec of two pieces
 *
 * A piece is a grid: ad_piece_axis gives it an axis, the fastest last, and p->rows.at its first
 * element's place in result (AD_TO) and operand (AD_FROM).  P comes without axes, from the start of
 * operand 0 to the start of the result.  The pieces cover the result; two may cover the same
 * element if the earlier is a constant.  An empty result has no pieces. */
#ifndef AD_MOVES_H
#define AD_MOVES_H

#include "op.h"

enum { AD_TO, AD_FROM };

typedef struct {
    int operand;                        /* AD_NONE: the constant FILL */
    double fill;
    int so_far;                         /* for the op to use: 0 at the first piece, then as it left it */
    ad_rows rows;
} ad_piece;

typedef void ad_piece_of(const ad_call *c, int i, ad_piece *p);

/* N elements, which stand TO apart in the result and FROM apart in the operand. */
static inline void ad_piece_axis(ad_piece *p, int n, int to, int from)
{
    ad_rows *r = &p->rows;

    r->dim[r->axes] = n;
    r->stride[AD_TO][r->axes] = to;
    r->stride[AD_FROM][r->axes++] = from;
}

/* The whole result is FILL. */
void ad_piece_fill(const ad_call *c, double fill, ad_piece *p);

/* How far apart neighbours along each axis of S stand. */
void ad_strides(ad_shape s, int stride[AD_MAX_RANK]);

/* Write Y from ALL, all values or all tangents; add the result's adjoints DY to the operands'; set s->y. */
void ad_move(const ad_call *c, int pieces, ad_piece_of *piece, const double *all, double *y);
void ad_move_back(const ad_call *c, int pieces, ad_piece_of *piece, const double *dy);
void ad_move_nodes(const ad_spec *s, int pieces, ad_piece_of *piece);

#define AD_MOVES(PIECES, PIECE) \
    static void value(const ad_call *c, double *y) { ad_move(c, PIECES, PIECE, c->val, y); } \
    static void push(const ad_call *c, double *dy) { ad_move(c, PIECES, PIECE, c->der, dy); } \
    static void pull(const ad_call *c, const double *dy) { ad_move_back(c, PIECES, PIECE, dy); } \
    static void spec(const ad_spec *s) \
    { \
        const ad_call *c = s->call; \
        \
        (void)c; \
        ad_move_nodes(s, PIECES, PIECE); \
    }

#endif
