internal import ImageStorage
internal import ImageTrust
internal import NIOCore
internal import OCISpecification

/// Decrypts the chunks of a blob in their order; what came out is believed when the end is there and right.
struct BlobDecryption {
    private let layer: OpenedLayer
    private var cipher: LayerCipher
    private var digest: DigestStream?

    init(_ layer: OpenedLayer) {
        self.layer = layer
        cipher = layer.cipher()
        digest = DigestStream(algorithm: layer.plain.digest.algorithm)
    }

    mutating func decrypt(_ chunk: ByteBuffer) -> ByteBuffer {
        let plain = cipher.decrypt(Array(chunk.readableBytesView))
        digest?.update(plain)
        return ByteBuffer(bytes: plain)
    }

    func verify(_ place: String) throws(RegistryError) {
        let blob = layer.encrypted.digest
        guard layer.isAuthentic(cipher) else {
            throw RegistryError(
                .digestMismatch, doing: "decrypt the layer", subject: place,
                cause: "the blob \(blob) is not what was encrypted: its HMAC is another one", advice: "Nothing of it was kept")
        }
        guard let digest else {
            throw RegistryError(
                .unsupported, doing: "decrypt the layer", subject: place,
                cause: "the digest algorithm of \(layer.plain.digest) is not supported")
        }
        let found = digest.digest()
        guard found == layer.plain.digest else {
            throw RegistryError(
                .digestMismatch, doing: "decrypt the layer", subject: place,
                cause: "what is in the blob \(blob) has the digest \(found), where \(layer.plain.digest) was encrypted",
                advice: "Nothing of it was kept")
        }
    }
}
