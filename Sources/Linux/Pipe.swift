internal import CLinux
internal import Glibc

/// Both ends of a pipe, closed on exec.
public struct Pipe: ~Copyable {
    public let readEnd: Descriptor
    public let writeEnd: Descriptor

    public init(nonBlocking: Bool = false) throws(SystemCallError) {
        var numbers: [CInt] = [-1, -1]
        try unsafe numbers.withUnsafeMutableBufferPointer { (buffer) throws(SystemCallError) in
            _ = try check("pipe2", "") {
                unsafe apus_pipe2(buffer.baseAddress!, O_CLOEXEC | (nonBlocking ? O_NONBLOCK : 0))
            }
        }
        readEnd = Descriptor(owning: numbers[0])
        writeEnd = Descriptor(owning: numbers[1])
    }

    private init(readEnd: consuming Descriptor, writeEnd: consuming Descriptor) {
        self.readEnd = readEnd
        self.writeEnd = writeEnd
    }

    /// Gives both ends away: the one to read from, and the one to write to.
    public consuming func takeApart(_ body: (consuming Descriptor, consuming Descriptor) -> Void) {
        body(readEnd, writeEnd)
    }

    /// The same pipe with another descriptor of its inner end; the old one is closed.
    public consuming func replacingWriteEnd(_ end: consuming Descriptor) -> Pipe {
        Pipe(readEnd: readEnd, writeEnd: end)
    }
}

/// Makes number `to` a copy of `from`, which stays open over an exec (`dup3(2)`); equal numbers only lose the mark.
public func placeDescriptor(_ from: CInt, at to: CInt) throws(SystemCallError) {
    if from == to {
        try check("fcntl", "descriptor \(to)") { apus_fcntl(to, F_SETFD, 0) }
    } else {
        try check("dup3", "descriptor \(from)") { apus_dup3(from, to, 0) }
    }
}

/// Marks every descriptor from `first` on to be closed on exec (`close_range(2)`, 5.11).
public func markCloseOnExec(from first: CInt) throws(SystemCallError) {
    let first = UInt32(bitPattern: first)
    do throws(SystemCallError) {
        try check("close_range", "from \(first)") { apus_close_range(first, .max, 4) }
    } catch {
        guard error.errno == .noSystemCall || error.errno == .invalid else { throw error }
        for number in try openDescriptors() where number >= CInt(first) {
            // The listing itself is among them and is gone by now.
            _ = apus_fcntl(number, F_SETFD, CLong(FD_CLOEXEC))
        }
    }
}

/// Closes every descriptor from `first` up to and including `last`, whoever owns it: for a child that keeps nothing.
public func closeDescriptors(from first: CInt, through last: CInt = .max) throws(SystemCallError) {
    do throws(SystemCallError) {
        try check("close_range", "from \(first)") {
            apus_close_range(UInt32(bitPattern: first), last == .max ? .max : UInt32(bitPattern: last), 0)
        }
    } catch {
        guard error.errno == .noSystemCall else { throw error }
        for number in try openDescriptors() where number >= first && number <= last { _ = apus_close(number) }
    }
}

/// The numbers open in this process.
public func openDescriptors() throws(SystemCallError) -> [CInt] {
    try names(in: "/proc/self/fd").compactMap { CInt($0) }
}
