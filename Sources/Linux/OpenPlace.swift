/// What an error says of an open file: its path where it has one, since a number tells nobody which disk is full.
///
/// A system call of its own: for errors that end something, not for those of everyday like `EAGAIN`.
func openPlace(_ number: CInt) -> String {
    if let path = try? readSymlink("/proc/self/fd/\(number)").display, path.hasPrefix("/") { return path }
    return "descriptor \(number)"
}
