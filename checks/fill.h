/* fill.h - which cells a node fills. */
#ifndef GP_FILL_H
#define GP_FILL_H

#include "cells.h"
#include "proven.h"

/* Count node I of K, which is proven right, in each cell of its op that it fills.  C has the check of K. */
void gp_fill_cells(long cell[GP_CELLS], const gp_proven *s, const gp_case *k, const gp_checker *c, int i);

#endif
