#pragma once
// What the native side owns for a JavaScript object: made by one call, read by later ones, and
// released when the object has been collected. Its size is reported to V8, which otherwise would
// see no reason to collect it.
#include <napi.h>

#include <cstdint>
#include <memory>

namespace lowrank::binding {

// Distinguishes the objects that own a T from all others; defined beside the kernels that make
// them.
template <class T>
extern const napi_type_tag tag_of;

// A T with `bytes()`, behind an object that JavaScript can only pass on.
template <class T>
Napi::Object own(Napi::Env env, std::shared_ptr<const T> value) {
  using Held = std::shared_ptr<const T>;
  const auto bytes = static_cast<std::int64_t>(value->bytes());
  auto held = std::make_unique<Held>(std::move(value));
  const auto release = [](napi_env at, void* data, void*) {
    const std::unique_ptr<Held> last(static_cast<Held*>(data));
    std::int64_t now = 0;
    napi_adjust_external_memory(at, -static_cast<std::int64_t>((*last)->bytes()), &now);
  };
  const auto object = Napi::Object::New(env);
  NAPI_THROW_IF_FAILED(env, napi_type_tag_object(env, object, &tag_of<T>), object);
  NAPI_THROW_IF_FAILED(env, napi_wrap(env, object, held.get(), release, nullptr, nullptr), object);
  held.release();
  std::int64_t now = 0;
  napi_adjust_external_memory(env, bytes, &now);
  object.Freeze();
  return object;
}

// Null where the value is not such an object.
template <class T>
std::shared_ptr<const T> owned(napi_env env, napi_value value) {
  // Asked about undefined or null, Node-API would leave an exception behind.
  napi_valuetype type = napi_undefined;
  if (napi_typeof(env, value, &type) != napi_ok || type != napi_object) return {};
  bool ours = false;
  void* held = nullptr;
  if (napi_check_object_type_tag(env, value, &tag_of<T>, &ours) != napi_ok || !ours) return {};
  if (napi_unwrap(env, value, &held) != napi_ok) return {};
  return *static_cast<std::shared_ptr<const T>*>(held);
}

}  // namespace lowrank::binding
