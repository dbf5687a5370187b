import JSONText
import Testing

@testable import CommandLineInterface

@Suite struct UnwrittenFieldsTests {
    private func text(_ document: JSONValue, _ format: String) throws -> String {
        try InspectOutput.text([document], format: format)
    }

    @Test func `templates find fields of an image that its JSON leaves out`() throws {
        let image: JSONValue = ["Id": "abc", "RootFS": [:], "Config": ["Cmd": ["sh"]]]
        #expect(try text(image, "{{.Config.Env}} {{.Config.Cmd}} {{.Config.Labels}} {{.HealthCheck}}") == "[] [sh] map[] <no value>\n")
        #expect(try text(image, "{{json .Config}}") == "{\"Cmd\":[\"sh\"]}\n")
        #expect(throws: (any Error).self) { _ = try text(image, "{{.Config.NoSuchField}}") }
    }

    @Test func `lists of a container that JSON writes as null are empty`() throws {
        let container: JSONValue = [
            "Id": "abc", "HostConfig": ["Links": .null], "Config": ["Entrypoint": .null, "Tty": true], "State": ["Status": "created"],
        ]
        #expect(try text(container, "{{.Config.Entrypoint}}{{.HostConfig.Links}}{{.Config.Tty}}{{.SizeRw}}") == "[][]true<no value>\n")
        #expect(try text(container, "{{if .State.Health}}health{{else}}{{.State.Status}}{{end}}") == "created\n")
        #expect(try text(container, "{{len .HostConfig.VolumesFrom}}") == "0\n")
    }
}
