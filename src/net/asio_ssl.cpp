// The implementation of asio::ssl, compiled once here; apart from asio.cpp, for it needs OpenSSL.
#include <asio/ssl/impl/src.hpp>
