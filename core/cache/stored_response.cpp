#include "cache/stored_response.h"
