internal import Linux
internal import NIOCore
internal import NIOHTTP1

/// Sends a part of a file piece by piece: the kernel copies it to the socket, or it is read and encrypted.
final class BodySender {
    private let file: ServedFile
    private var offset: Int64
    private let end: Int64
    private let isEncrypted: Bool

    /// So small that a slow client takes one before it is held to be dead.
    private static let piece: Int64 = 256 << 10

    init(_ file: ServedFile, from: Int64, count: Int64, isEncrypted: Bool) {
        self.file = file
        offset = from
        end = from + count
        self.isEncrypted = isEncrypted
    }

    /// Writes the next piece; nil when all are written. One future at a time.
    func next(_ context: ChannelHandlerContext) -> EventLoopFuture<Void>? {
        guard offset < end else { return nil }
        let count = Int(min(Self.piece, end - offset))
        do {
            if isEncrypted { return try sendRead(count, context) }
            return try sendRegion(count, context)
        } catch { return context.eventLoop.makeFailedFuture(error) }
    }

    private func sendRegion(_ count: Int, _ context: ChannelHandlerContext) throws -> EventLoopFuture<Void> {
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: try file.descriptor.duplicate().release())
        let region = FileRegion(fileHandle: handle, readerIndex: Int(offset), endIndex: Int(offset) + count)
        offset += Int64(count)
        let written = context.writeAndFlush(ConnectionHandler.part(.body(.fileRegion(region))))
        // A duplicate that does not close is gone with the process.
        written.assumeIsolated().whenComplete { _ in try? handle.close() }
        return written
    }

    private func sendRead(_ count: Int, _ context: ChannelHandlerContext) throws -> EventLoopFuture<Void> {
        var buffer = context.channel.allocator.buffer(capacity: count)
        let read = try unsafe buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            try unsafe file.descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: offset)
        }
        guard read > 0 else { throw SystemCallError(call: "pread", subject: "a blob", errno: .io) }
        offset += Int64(read)
        return context.writeAndFlush(ConnectionHandler.part(.body(.byteBuffer(buffer))))
    }
}
