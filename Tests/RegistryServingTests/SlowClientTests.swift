import Linux
import TestSupport
import Testing

@testable import RegistryServing

@Suite struct SlowClientTests {
    @Test func `a head that comes drop by drop is cut off`() throws {
        let directory = try TemporaryDirectory()
        var settings = RegistryServerSettings(place: .folder(directory.path + "/data"))
        settings.port = 0
        settings.headMilliseconds = 500
        let server = try RegistryServer(settings)
        defer { server.end(within: 1) }
        let port = server.address.split(separator: ":").last ?? ""
        let script = """
            exec 3<>/dev/tcp/127.0.0.1/\(port)
            (printf 'GET /v2/ HTTP/1.1\\r\\nX: ' >&3; for i in $(seq 40); do sleep 0.1; printf x >&3 || exit; done) 2> /dev/null &
            timeout 10 cat <&3
            """
        let result = try runCommand("/bin/bash", ["-c", script], environment: ["PATH=/usr/bin:/bin"], seconds: 20)
        #expect(result.code == 0)
        #expect(result.milliseconds < 4000)
    }

    @Test func `an address to listen on is a host and a port`() throws {
        var settings = RegistryServerSettings(place: .folder("/nowhere"))
        try settings.listen(on: "[::1]:80")
        #expect(settings.host == "::1" && settings.port == 80)
        try settings.listen(on: ":5000")
        #expect(settings.host == "0.0.0.0")
        for text in ["", "5000", "host", "::1:80", "a:65536", "a:"] {
            #expect(throws: RegistryServingError.self) { try settings.listen(on: text) }
        }
    }
}
