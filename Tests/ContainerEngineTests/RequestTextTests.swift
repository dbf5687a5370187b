import JSONText
import Linux
import Testing

@testable import ContainerEngine

/// What was asked of a container writes and reads itself member by member: here none is forgotten.
@Suite struct RequestTextTests {
    /// Every stored property that has a value is a member of the text, and each is read.
    private func check<Value: JSONDirect>(_ value: Value) throws {
        let bytes = try JSON.encode(value)
        let text = try JSONValue(parsing: bytes)
        for child in Mirror(reflecting: value).children {
            let name = try #require(child.label)
            let mirror = Mirror(reflecting: child.value)
            if mirror.displayStyle != .optional || !mirror.children.isEmpty {
                #expect(text[name] != nil, "\(Value.self).\(name) is not written")
            }
            // A wrong value is an error only where it is looked at.
            var object = try #require(text.objectValue)
            object[name] = .array([.array([])])
            let wrong = try JSON.encode(JSONValue.object(object))
            #expect(throws: JSONError.self, "\(Value.self).\(name) is not read") { _ = try JSON.decode(Value.self, from: wrong) }
        }
        #expect(try JSON.encode(try JSON.decode(Value.self, from: bytes)) == bytes, "\(Value.self)")
    }

    private var request: ContainerRequest {
        var request = ContainerRequest()
        request.entrypoint = []
        request.name = "n"
        request.umask = 0o22
        request.ulimits = [UlimitRequest(type: "RLIMIT_NOFILE", soft: 1, hard: .max)]
        request.mounts = [MountRequest(kind: .tmpfs, source: "", destination: "/t")]
        request.devices = [DeviceRequest(host: "/a", container: "/b", permissions: "rwm")]
        request.imageVolumes = .tmpfs
        request.resources.memory = -1
        request.resources.readBytesPerSecond = [DeviceNumberRequest(path: "/dev/x", value: 3)]
        request.labels = ["a": "b"]
        return request
    }

    @Test func `a request keeps all of its members`() throws {
        try check(request)
        try check(request.resources)
        try check(request.mounts[0])
        try check(request.ulimits[0])
        try check(request.devices[0])
    }

    @Test func `a record of a container keeps all of its members`() throws {
        let mount = MountRecord(
            kind: .volume, name: "v", source: "/s", destination: "/d", options: ["ro"], isAnonymous: true)
        let record = ContainerRecord(
            id: "i", name: "n", created: Timestamp(nanoseconds: .max), imageName: "b", imageID: "sha256:0", request: request,
            labels: ["a": ""], entrypoint: ["e"], command: ["c"], environment: ["A=b"], workingDirectory: "/", user: "0",
            hostname: "h", stopSignal: "SIGTERM", exposedPorts: ["80/tcp"], mounts: [mount], logPath: "/l")
        try check(mount)
        try check(record)
    }

    @Test func `a record written before a member of the request was there is read with its default`() throws {
        let read = try JSON.decode(ContainerRequest.self, from: "{\"image\":\"busybox\"}")
        #expect(read.image == "busybox" && read.writesHosts && read.restart == "no" && read.arguments.isEmpty)
    }
}
