FROM debian:trixie AS build
WORKDIR /aweigh
# Compiler and libraries take minutes to make and seldom change: a layer below the sources.
COPY cmake/toolchain cmake/toolchain
RUN cmake/toolchain/kit.sh native
COPY . .
# What `aweigh version` tells: --build-arg AWEIGH_COMMIT="$(git rev-parse HEAD)"
ARG AWEIGH_COMMIT
RUN cmake --preset release && cmake --build --preset release --target aweigh

FROM scratch
COPY --from=build /aweigh/build/release/aweigh /aweigh
ENTRYPOINT ["/aweigh"]
