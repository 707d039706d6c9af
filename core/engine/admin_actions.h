#pragma once

#include "admin/admin_api.h"
#include "engine/engine.h"

namespace sluice::engine {

/// What the admin API asks of `engine`, which outlives it. Control thread.
admin::Actions adminActions(Engine& engine);

}  // namespace sluice::engine
