#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/execution/context.hpp>
#include <asio/execution_context.hpp>
#include <asio/query.hpp>

namespace aweigh {

/// What all that runs on one loop shares; made when it is first asked for.
template <class Service>
Service& service_of(const asio::any_io_executor& loop) {
  return asio::use_service<Service>(asio::query(loop, asio::execution::context));
}

}  // namespace aweigh
