internal import Glibc

/// An error number of the kernel, as `errno(3)` lists them.
package struct Errno: Error, Hashable, Sendable, RawRepresentable {
    package let rawValue: CInt
    package init(rawValue: CInt) { self.rawValue = rawValue }

    package static let perm = Errno(rawValue: EPERM)
    package static let noEntry = Errno(rawValue: ENOENT)
    package static let noProcess = Errno(rawValue: ESRCH)
    package static let interrupted = Errno(rawValue: EINTR)
    package static let noAddressFamily = Errno(rawValue: EAFNOSUPPORT)
    package static let io = Errno(rawValue: EIO)
    package static let noSuchDevice = Errno(rawValue: ENXIO)
    package static let badDescriptor = Errno(rawValue: EBADF)
    package static let noChild = Errno(rawValue: ECHILD)
    package static let again = Errno(rawValue: EAGAIN)
    package static let access = Errno(rawValue: EACCES)
    package static let busy = Errno(rawValue: EBUSY)
    package static let exists = Errno(rawValue: EEXIST)
    package static let crossDevice = Errno(rawValue: EXDEV)
    package static let notDirectory = Errno(rawValue: ENOTDIR)
    package static let isDirectory = Errno(rawValue: EISDIR)
    package static let invalid = Errno(rawValue: EINVAL)
    package static let tooManyFiles = Errno(rawValue: EMFILE)
    package static let noSpace = Errno(rawValue: ENOSPC)
    package static let readOnly = Errno(rawValue: EROFS)
    package static let brokenPipe = Errno(rawValue: EPIPE)
    package static let range = Errno(rawValue: ERANGE)
    package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    package static let noSystemCall = Errno(rawValue: ENOSYS)
    package static let notEmpty = Errno(rawValue: ENOTEMPTY)
    package static let loop = Errno(rawValue: ELOOP)
    package static let noData = Errno(rawValue: ENODATA)
    package static let notSupported = Errno(rawValue: EOPNOTSUPP)
    package static let timedOut = Errno(rawValue: ETIMEDOUT)
    package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
    package static let connectionReset = Errno(rawValue: ECONNRESET)
    package static let illegalByteSequence = Errno(rawValue: EILSEQ)
    package static let badMessage = Errno(rawValue: EBADMSG)

    /// The C library's words for the number, such as "No such file or directory".
    package var words: String {
        guard let text = unsafe strerror(rawValue) else { return "error \(rawValue)" }
        return unsafe String(cString: text)
    }
}
