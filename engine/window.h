/* window.h - windows that slide over planes: sizes, attributes, and which places of the input the taps of a window meet.
 *
 * Along each axis tap k of the window at position o stands at place o stride + k dilation - padding of the input; what
 * stands outside is padding.  A line is a plane of one row, so that one axis and two go the same way. */
#ifndef AD_WINDOW_H
#define AD_WINDOW_H

#include "op.h"

/* Sizes by axis, rows first; of positions, taps and places in a plane the first axis is the slower. */
typedef struct { int input[2], kernel[2], output[2], stride[2], padding[2], dilation[2]; } ad_window;

/* Pairs that meet: element at + i row + j, a position or a tap, and place place + i place_row + j place_col of the
 * input, for i < rows and j < cols. */
typedef struct { int rows, cols, row; int64_t at, place, place_row, place_col; } ad_block;

/* The positions at which tap TAP is inside the input; the taps which are inside it at position (ROW,COL). */
ad_block ad_outputs_of_tap(const ad_window *w, int tap);
ad_block ad_taps_of_output(const ad_window *w, int row, int col);

/* The place that tap TAP meets at position OUTPUT, for specs: they go one by one, apart from the blocks.  -1: padding. */
int ad_window_place(const ad_window *w, int output, int tap);

/* A window of one tap on the axes of X behind the first two, one or two of them: input is set, the rest to be. */
ad_window ad_window_over(ad_shape x);

/* Set NUMBER from list attribute K, which has one number for all of AXES axes or one for each; as it was if the list
 * is not given.  False: too many or too few numbers, or one below LEAST. */
bool ad_window_list(const ad_call *c, int k, int axes, int least, int number[2]);

/* Set the output's sizes floor((input + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, or return what is wrong. */
const char *ad_window_fit(ad_window *w);

/* X's shape with SECOND for its second size, and with the sizes PLANE behind. */
ad_shape ad_window_shape(ad_shape x, int second, const int plane[2]);

static inline int ad_plane(const int size[2]) { return size[0] * size[1]; }

#define AD_STRIDE_REFUSED "stride must be one whole number above 0, or one for each axis"
#define AD_PADDING_REFUSED "padding must be one whole number not below 0, or one for each axis"
#define AD_DILATION_REFUSED "dilation must be one whole number above 0, or one for each axis"

#endif
