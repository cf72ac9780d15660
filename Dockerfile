FROM debian:trixie AS build
WORKDIR /aweigh
# Compiler and libraries take minutes to make and seldom change: a layer below the sources.
COPY cmake/toolchain cmake/toolchain
RUN cmake/toolchain/kit.sh native
COPY . .
RUN cmake --preset release && cmake --build --preset release --target aweigh

FROM scratch
COPY --from=build /aweigh/build/release/aweigh /aweigh
ENTRYPOINT ["/aweigh"]
