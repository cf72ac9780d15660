#pragma once

// The makers: each checks what a target of its kind says, and makes the probe. It contacts nothing.
// For the rows of probes/registry.cpp alone.

#include <memory>

#include "base/result.h"
#include "probes/probe.h"
#include "target/target.h"

namespace aweigh {

Result<std::unique_ptr<Probe>> make_amqp_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_cassandra_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_dns_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_exec_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_file_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_grpc_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_http_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_ldap_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_kafka_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_memcached_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_mongodb_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_mongodb_srv_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_mqtt_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_mysql_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_nats_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_postgres_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_redis_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_redis_sentinel_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_s3_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_smtp_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_tcp_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_temporal_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_tls_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_unix_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_zookeeper_probe(const Target& target);

}  // namespace aweigh
