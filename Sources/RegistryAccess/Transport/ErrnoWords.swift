internal import Linux

/// The system's words for an error number, such as "Connection refused".
func errnoWords(_ number: CInt) -> String { Errno(rawValue: number).words }
