#pragma once
// Losses of one residual: value φ(r) and derivative φ′(r).
#include <cmath>

namespace lowrank {

enum class LossKind : int { squared = 0, absolute = 1, huber = 2 };

struct Loss {
  LossKind kind;
  double delta;  // of Huber's loss

  double value(double r) const {
    if (kind == LossKind::absolute) return std::fabs(r);
    if (kind == LossKind::huber && std::fabs(r) > delta)
      return delta * (std::fabs(r) - 0.5 * delta);
    return 0.5 * r * r;
  }

  // NaN stays NaN, whatever the loss.
  double derivative(double r) const {
    const bool clipped =
        kind == LossKind::absolute || (kind == LossKind::huber && std::fabs(r) > delta);
    if (!clipped || r == 0 || r != r) return r;
    const double slope = kind == LossKind::absolute ? 1.0 : delta;
    return r > 0 ? slope : -slope;
  }
};

// What a pass over residuals adds up.
struct LossSums {
  double value = 0;    // Σ φ(r_i)
  double squares = 0;  // Σ r_i²

  void add(const Loss& loss, double r) {
    value += loss.value(r);
    squares += r * r;
  }
  void add(const LossSums& more) {
    value += more.value;
    squares += more.squares;
  }
};

// What a gradient reports of them.
struct LossStats {
  double value;
  double residual_norm;
};

inline LossStats stats_of(const LossSums& sums) { return {sums.value, std::sqrt(sums.squares)}; }

}  // namespace lowrank
