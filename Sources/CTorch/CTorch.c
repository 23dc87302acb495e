// A package target needs a source file; the header is all there is.
#include "CTorch.h"
