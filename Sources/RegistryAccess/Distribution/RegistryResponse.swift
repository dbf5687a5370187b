internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// The head of an answer, and its body still to be read.
struct RegistryResponse: Sendable {
    let raw: HTTPClientResponse
    /// Where it really came from, after redirects.
    let address: WebAddress
    let transport: HTTPTransport

    var status: Int { Int(raw.status.code) }

    func header(_ name: String) -> String? { raw.headers.first(name: name) }

    /// The media type without its parameters, in lower case.
    var mediaType: String {
        (header("content-type") ?? "").prefix { $0 != ";" }.trimmingBlanks().lowercased()
    }

    var contentLength: Int64? { header("content-length").flatMap { Int64($0) } }

    /// The whole body; nil when it is larger than `limit`.
    func body(limit: Int) async throws(Fault) -> [UInt8]? {
        do {
            if let length = contentLength, raw.status != .noContent, length > limit { return nil }
            var bytes: [UInt8] = []
            for try await chunk in raw.body {
                if bytes.count + chunk.readableBytes > limit { return nil }
                bytes.append(contentsOf: chunk.readableBytesView)
            }
            if Task.isCancelled { throw CancellationError() }
            return bytes
        } catch {
            throw .transport(transport.failure(error, to: address))
        }
    }

    /// What a refusal says, read as far as it is worth it.
    func answer() async throws(Fault) -> RegistryAnswer {
        let bytes: [UInt8]?
        do throws(Fault) { bytes = try await body(limit: 64 << 10) } catch {
            // The status counts, even if its explanation breaks off.
            if case .transport(let failure) = error, failure.kind == .cancelled { throw error }
            bytes = nil
        }
        return RegistryAnswer(status: status, reason: raw.status.reasonPhrase, body: bytes ?? [])
    }
}
