internal import AsyncHTTPClient
internal import ImageTrust
internal import JSONText
internal import NIOCore
internal import NIOHTTP1

/// Puts signatures into a log (Rekor), which proves by its own signature that it has them.
extension RegistrySession {
    /// The signature with the log's proof.
    func logged(_ signature: SigstoreSignature, by key: SigstorePrivateKey, in log: String) async throws(RegistryError) -> SigstoreSignature
    {
        let errand = Errand(doing: "put the signature into the log", subject: log, registry: "", repository: "")
        func refusal(_ cause: String) -> RegistryError {
            RegistryError(.badAnswer, doing: errand.doing, subject: errand.subject, cause: cause)
        }
        guard var address = WebAddress(log) else {
            throw RegistryError(
                .configuration, doing: errand.doing, subject: log, cause: "rekorURL is no address of the kind https://host/")
        }
        address.path = (address.path.hasSuffix("/") ? String(address.path.dropLast()) : address.path) + "/api/v1/log/entries"
        let entry = LogEntry.text(of: signature, publicKey: key.publicText)
        let asked = address
        let bytes = try await retrying(errand) { () async throws(Fault) in
            let response = try await exchange(
                .POST, asked,
                ["user-agent": options.userAgent, "content-type": "application/json", "accept": "application/json"],
                .bytes(ByteBuffer(bytes: entry)), verifies: options.verifiesTLS ?? !isLoopback(asked.host))
            guard response.status == 201 else { throw .refused(try await response.answer(), retryAfter: nil) }
            guard let bytes = try await response.body(limit: 4 << 20) else { throw .final(refusal("its answer is too large")) }
            return bytes
        }
        var logged = signature
        do throws(TrustError) { logged.logEntry = try LogEntry.proof(fromAnswer: bytes, for: signature, publicKey: key.publicText) } catch {
            throw refusal(error.cause)
        }
        return logged
    }
}
