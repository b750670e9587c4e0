import Testing

@testable import Store

@Suite("What is kept in memory of stored texts")
struct ProcessMemoryTests {
    @Test("is made once, and made again after an erasure")
    func value() {
        let memory = ProcessMemory<String, Int>(limit: 2)
        var made = 0
        func ask(_ key: String) -> Int {
            memory.value(key) {
                made += 1
                return made
            }
        }
        #expect([ask("a"), ask("a"), ask("b"), ask("a")] == [1, 1, 2, 1])
        memory.forget()
        #expect(ask("a") == 3)
        // One more than it may hold, and it begins anew.
        _ = (ask("b"), ask("c"))
        #expect(ask("c") == 5 && ask("a") == 6)
    }

    @Test("what was being worked out while something was erased is not kept")
    func meanwhile() {
        let memory = ProcessMemory<String, String>(limit: 10)
        let made = memory.value("a") {
            memory.forget()
            return "erased"
        }
        #expect(made == "erased" && memory.value("a") { "new" } == "new")
        memory.update("b") { value in
            value = "erased"
            memory.forget()
        }
        memory.update("b") { value in
            #expect(value == nil)
            value = "new"
        }
        memory.update("b") { #expect($0 == "new") }
    }
}
