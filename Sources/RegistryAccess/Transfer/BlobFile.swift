internal import Linux

/// An open file with blobs in it, shared by the tasks that read it.
final class BlobFile: Sendable {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}
