#pragma once
// Every check of the addon's arguments. A binding reads them in order; a wrong one ends the call
// with a Napi::TypeError or a Napi::RangeError that names kernel and argument.
//
// Arrays are read by the raw napi_get_typedarray_info: one call and about 60 ns each, where the
// wrapper classes make several and take about 160 ns.
#include <napi.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "owned.hpp"

namespace lowrank::binding {

// An array of doubles or of floats, where a kernel takes both.
using Floats = std::variant<std::span<double>, std::span<float>>;

// What an asynchronous call has to keep alive and look at again.
struct Pinned {
  napi_value array;
  std::size_t length;
  const char* name;
};

struct Kept {
  std::vector<Pinned> arrays;
  // JavaScript could change its own after they were checked.
  std::vector<std::unique_ptr<std::int32_t[]>> indices;
};

// The same, or the bits and words that sensing matrices may be made of.
using Numbers = std::variant<std::span<double>, std::span<float>, std::span<const std::uint8_t>,
                             std::span<const std::uint32_t>>;

class Args {
 public:
  // Where `kept` is given, the arrays are listed there, indices copied, and resizable buffers
  // refused.
  Args(const Napi::CallbackInfo& info, const char* kernel, Kept* kept = nullptr)
      : info_(info), env_(info.Env()), kernel_(kernel), kept_(kept) {}

  double number(const char* name) {
    double x = 0;
    if (napi_get_value_double(env_, next(), &x) != napi_ok) fail_type(name, "must be a number");
    return x;
  }

  // An integer in [0, most].
  std::uint64_t integer(const char* name, std::uint64_t most) {
    const double x = number(name);
    if (!(x >= 0 && x <= static_cast<double>(most) && x == std::floor(x))) {
      fail_range(name, "must be an integer from 0 to " + std::to_string(most));
    }
    return static_cast<std::uint64_t>(x);
  }

  std::uint32_t word(const char* name) {
    return static_cast<std::uint32_t>(integer(name, std::numeric_limits<std::uint32_t>::max()));
  }

  // A dimension: LAPACK's integers have 32 bits.
  std::size_t size(const char* name) {
    return integer(name, std::numeric_limits<std::int32_t>::max());
  }

  bool flag(const char* name) {
    bool x = false;
    if (napi_get_value_bool(env_, next(), &x) != napi_ok) fail_type(name, "must be true or false");
    return x;
  }

  // Exactly `length` numbers.
  std::span<double> doubles(std::size_t length, const char* name) {
    const Array a = array(name);
    expect(a.type == napi_float64_array, name, "must be a Float64Array");
    exactly(a, length, name);
    return {static_cast<double*>(a.data), a.length};
  }

  std::span<double> doubles_at_least(std::size_t length, const char* name) {
    const Array a = array(name);
    expect(a.type == napi_float64_array, name, "must be a Float64Array");
    if (a.length < length) fail_length(name, "at least ", length, a.length);
    return {static_cast<double*>(a.data), a.length};
  }

  // Any length.
  Floats floats(const char* name) {
    const Array a = array(name);
    if (a.type == napi_float32_array) return std::span{static_cast<float*>(a.data), a.length};
    expect(a.type == napi_float64_array, name, "must be a Float64Array or a Float32Array");
    return std::span{static_cast<double*>(a.data), a.length};
  }

  // Any length.
  Numbers numbers(const char* name) {
    const Array a = array(name);
    if (a.type == napi_float64_array) return std::span{static_cast<double*>(a.data), a.length};
    if (a.type == napi_float32_array) return std::span{static_cast<float*>(a.data), a.length};
    if (a.type == napi_uint8_array) {
      return std::span{static_cast<const std::uint8_t*>(a.data), a.length};
    }
    expect(a.type == napi_uint32_array, name,
           "must be a Float64Array, a Float32Array, a Uint8Array of signs or a Uint32Array of seed");
    return std::span{static_cast<const std::uint32_t*>(a.data), a.length};
  }

  // Integers in [0, below), as many as given.
  std::span<const std::int32_t> indices(std::size_t below, const char* name) {
    const Array a = array(name);
    expect(a.type == napi_int32_array, name, "must be an Int32Array");
    const std::span<const std::int32_t> all = own_indices(a);
    bool inside = true;
    for (const std::int32_t i : all) inside &= static_cast<std::uint32_t>(i) < below;
    if (!inside) fail_range(name, "holds an index outside [0, " + std::to_string(below) + ")");
    return all;
  }

  std::span<const std::int32_t> indices(std::size_t length, std::size_t below, const char* name) {
    const auto all = indices(below, name);
    if (all.size() != length) fail_length(name, "", length, all.size());
    return all;
  }

  // So many bits, 32 a number; what is left over of the last one does not matter.
  std::span<const std::int32_t> bits(std::size_t length, const char* name) {
    const Array a = array(name);
    expect(a.type == napi_int32_array, name, "must be an Int32Array");
    exactly(a, (length + 31) / 32, name);
    return {static_cast<const std::int32_t*>(a.data), a.length};
  }

  // What the native side made before; it stays alive while the answer holds it.
  template <class T>
  std::shared_ptr<const T> made_by(const char* kernel, const char* name) {
    auto value = owned<T>(env_, next());
    if (!value) fail_type(name, std::string("must be made by ") + kernel);
    return value;
  }

  // The product of sizes, as the length of an array.
  std::size_t product(std::initializer_list<std::size_t> sizes, const char* name) {
    std::size_t all = 1;
    for (const std::size_t s : sizes) {
      if (s != 0 && all > most_numbers / s) fail_range(name, "would have more than 2^53 numbers");
      all *= s;
    }
    return all;
  }

  [[noreturn]] void fail_type(const char* name, const std::string& why) const {
    throw Napi::TypeError::New(env_, about(name, why));
  }
  [[noreturn]] void fail_range(const char* name, const std::string& why) const {
    throw Napi::RangeError::New(env_, about(name, why));
  }

 private:
  static constexpr std::size_t most_numbers = std::size_t{1} << 53;

  struct Array {
    napi_typedarray_type type;
    std::size_t length;
    void* data;
  };

  // Missing arguments are undefined, and refused as such.
  napi_value next() { return info_[at_++]; }

  std::string about(const char* name, const std::string& why) const {
    return std::string(kernel_) + ": " + name + " " + why;
  }

  Array array(const char* name) {
    Array a{};
    napi_value value = next(), buffer = nullptr;
    std::size_t offset = 0;
    if (napi_get_typedarray_info(env_, value, &a.type, &a.length, &a.data, &buffer, &offset) !=
        napi_ok) {
      fail_type(name, "must be a typed array");
    }
    bool ours = false, detached = false;
    napi_is_arraybuffer(env_, buffer, &ours);
    expect(ours, name,
           "is backed by a SharedArrayBuffer, which other threads could change meanwhile");
    if (a.length == 0) napi_is_detached_arraybuffer(env_, buffer, &detached);
    expect(!detached, name, "has a detached buffer");
    if (kept_) pin(value, buffer, a, name);
    return a;
  }

  std::span<const std::int32_t> own_indices(const Array& a) {
    const auto* const theirs = static_cast<const std::int32_t*>(a.data);
    if (!kept_) return {theirs, a.length};
    kept_->indices.push_back(std::make_unique_for_overwrite<std::int32_t[]>(a.length));
    return {std::copy_n(theirs, a.length, kept_->indices.back().get()) - a.length, a.length};
  }

  void pin(napi_value value, napi_value buffer, const Array& a, const char* name) {
    napi_value resizable;
    bool yes = false;
    if (napi_get_named_property(env_, buffer, "resizable", &resizable) == napi_ok) {
      napi_get_value_bool(env_, resizable, &yes);
    }
    expect(!yes, name, "has a resizable buffer, which could shrink meanwhile");
    kept_->arrays.push_back({value, a.length, name});
  }

  void exactly(const Array& a, std::size_t length, const char* name) const {
    if (a.length != length) fail_length(name, "", length, a.length);
  }

  void expect(bool holds, const char* name, const char* why) const {
    if (!holds) fail_type(name, why);
  }

  [[noreturn]] void fail_length(const char* name, const char* bound, std::size_t length,
                                std::size_t got) const {
    fail_range(name, "must have " + std::string(bound) + std::to_string(length) + " numbers, got " +
                         std::to_string(got));
  }

  const Napi::CallbackInfo& info_;
  const Napi::Env env_;
  const char* const kernel_;
  Kept* const kept_;
  std::size_t at_ = 0;
};

}  // namespace lowrank::binding
