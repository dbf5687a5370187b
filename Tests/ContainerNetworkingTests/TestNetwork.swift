import ContainerNetworking
import Linux
import Netlink

let isRoot = (try? CapabilitySets.current().effective & 1 << 12) ?? 0 != 0  // CAP_NET_ADMIN

/// A test that cannot come back would do its harm on the host.
private func goHome(_ home: borrowing NetworkNamespace) {
    do { try enterNamespaces(.network, of: home.descriptor) } catch {
        fatalError("lost in a test's namespace: \(error)")
    }
}

/// A network namespace that stands for the host of a test; all happens on one thread, which is in it meanwhile.
func inFreshNetwork(_ body: () throws -> Void) throws {
    let home = try NetworkNamespace.current()
    try unshareNamespaces(.network)
    defer {
        goHome(home)
    }
    try bringInterfaceUp("lo")
    try body()
}

/// A new namespace that stands for a container, held by its descriptor.
func makeNamespace() throws -> NetworkNamespace {
    let home = try NetworkNamespace.current()
    try unshareNamespaces(.network)
    defer {
        goHome(home)
    }
    return try NetworkNamespace.current()
}

/// Runs a shell's words in this thread's namespaces and answers what they print and how they end.
@discardableResult
func shell(_ words: String) throws -> (output: String, status: Int32) {
    let file = try memoryFile("output")
    let process = try spawnProgram(
        "/bin/sh", arguments: ["sh", "-c", words], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
        places: [
            DescriptorPlace(from: nil, to: 0), DescriptorPlace(from: file.number, to: 1),
            DescriptorPlace(from: file.number, to: 2),
        ])
    let end = try waitForChild(.process(process))
    try file.seek(to: 0)
    return (String(decoding: try file.readAll(), as: UTF8.self), end?.end.code ?? -1)
}

extension NetworkNamespace {
    /// As ``shell(_:)``, inside.
    borrowing func shell(_ words: String) throws -> (output: String, status: Int32) {
        let home = try NetworkNamespace.current()
        try enterNamespaces(.network, of: descriptor)
        defer {
            goHome(home)
        }
        return try ContainerNetworkingTests.shell(words)
    }
}
