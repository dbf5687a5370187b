internal import CLinux

/// A descriptor of ours and the number under which a spawned program finds it; nil stands for `/dev/null`.
public struct DescriptorPlace: Sendable {
    public var from: CInt?
    public var to: CInt
    public init(from: CInt?, to: CInt) {
        self.from = from
        self.to = to
    }
}

/// Starts a program without forking this process (`posix_spawn(3)`), so that it is safe beside threads. Signals are as by
/// default in the program; only the descriptors in `places` and those without close-on-exec are open in it.
public func spawnProgram(
    _ program: String, arguments: [String], environment: [String], places: [DescriptorPlace], newSession: Bool = false
) throws(SystemCallError) -> CInt {
    let block = try ExecutionBlock(arguments: arguments, environment: environment)
    var pairs: [CInt] = []
    for place in places {
        pairs.append(place.from ?? -1)
        pairs.append(place.to)
    }
    let count = CInt(places.count)
    return try unsafe pairs.withUnsafeBufferPointer { (buffer) throws(SystemCallError) in
        try unsafe checkPath("posix_spawn", program) { path in
            unsafe apus_spawn(
                path, block.argumentPointers, block.environmentPointers, buffer.baseAddress, count, newSession ? 1 : 0)
        }
    }
}

/// The environment of this process as `NAME=value` texts.
public func currentEnvironment() -> [String] {
    var entries: [String] = []
    while let text = unsafe apus_environment_entry(entries.count) { entries.append(unsafe String(cString: text)) }
    return entries
}

/// The environment for `apus-runtime` executed from a detached mount, where its path is "/": Swift's runtime would look for
/// its backtracer in the directory that it is called in, and execute it after a crash.
public func environmentWithoutBacktracer() -> [String] {
    ["SWIFT_BACKTRACE=enable=no"] + currentEnvironment().filter { !$0.hasPrefix("SWIFT_BACKTRACE=") }
}

/// One variable of the environment of this process.
public func environmentVariable(_ name: String) -> String? {
    let value = unsafe name.withCString { unsafe apus_environment($0) }
    guard let value = unsafe value else { return nil }
    return unsafe String(cString: value)
}

/// Sets one variable of this process's environment, or takes it away. Not while other threads run.
public func setEnvironmentVariable(_ name: String, _ value: String?) {
    unsafe name.withCString { name in
        if let value {
            unsafe value.withCString { unsafe apus_set_environment(name, $0) }
        } else {
            unsafe apus_set_environment(name, nil)
        }
    }
}
