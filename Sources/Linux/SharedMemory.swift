internal import CLinux
internal import Glibc

/// Memory that a process shares with the children it forks: what one writes the other sees, whichever of them dies.
@safe public struct SharedMemory: ~Copyable {
    private let base: UnsafeMutableRawPointer
    /// Bytes.
    public let length: Int

    public init(length: Int) throws(SystemCallError) {
        guard let memory = unsafe apus_shared_memory(length) else {
            throw SystemCallError(call: "mmap", subject: "\(length) bytes of shared memory", errno: Errno(rawValue: ENOMEM))
        }
        unsafe base = memory
        self.length = length
    }

    deinit { _ = unsafe apus_unmap(base, length) }

    /// The 64-bit number at a multiple of eight bytes, read and written as a whole.
    public subscript(cell offset: Int) -> UInt64 {
        get {
            precondition(offset >= 0 && offset % 8 == 0 && offset + 8 <= length)
            return unsafe apus_load_acquire((base + offset).assumingMemoryBound(to: UInt64.self))
        }
        nonmutating set {
            precondition(offset >= 0 && offset % 8 == 0 && offset + 8 <= length)
            unsafe apus_store_release((base + offset).assumingMemoryBound(to: UInt64.self), newValue)
        }
    }

    /// A part of the memory, valid as long as this value.
    public func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= length)
        return unsafe UnsafeMutableRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }
}

/// Gives unused memory of the heap back to the kernel (`malloc_trim(3)`).
public func trimHeap() { apus_trim_heap() }
