extension WordList {
    /// Names of languages, tools, libraries and parts of programs; alike in all languages.
    static let technology = WordList(
        "technology",
        """
        codeStrong: autolisp, lisp, clojure, elixir, erlang, fortran, cobol, delphi, lua, luau, roblox, ocaml, f#
        codeStrong: vb net, vba, solidity, zig, nim, objective c, groovy, tcl, verilog, vhdl, systemverilog, wasm
        codeStrong: webassembly, llvm, gcc, cuda, glsl, hlsl, shader, shaders, vulkan, directx, vue*, svelte, nuxt
        codeStrong: tailwind*, bootstrap css, sass, xaml, wpf, winforms, blazor, asp net, dotnet, net core
        codeStrong: entity framework, hibernate, jpa, servlet, tomcat, kafka, rabbitmq, airflow, hadoop
        codeStrong: databricks, snowflake, bigquery, dbt, elasticsearch, kibana, grafana, prometheus, promql
        codeStrong: istio, jenkins, gitlab, ci cd, devops, cloudformation, lambda function, s3 bucket, ec2, gcp
        codeStrong: cloud run, heroku, vercel, netlify, systemd, crontab, ssh, awk, grep, jq, curl, wget, vim
        codeStrong: emacs, tmux, ffmpeg, imagemagick, yum, homebrew, conda, virtualenv, pipenv, pyqt, pyside*
        codeStrong: tkinter, qtextedit, qt, gtk, opencv, sklearn, scikit, keras, huggingface, transformers library
        codeStrong: langchain, llama cpp, seaborn, matplotlib, ggplot, dplyr, tidyverse, shiny app, jupyter, colab
        codeStrong: streamlit, gradio, playwright, junit, mockito, wsdl, grpc, protobuf, swagger, openapi, eintr
        codeStrong: mutex, semaphore, deadlock, race condition, syscall, kernel module, malloc, buffer overflow
        codeStrong: smart contract, ethereum, blockchain in, canvas element, ajax, cors, http request, http server
        codeStrong: tls, sni, tcp, udp, dns, vlan, subnet, firewall rule, iptables, wireshark, load balancer
        codeStrong: reverse proxy, registry key, active directory, sharepoint, power bi, dax, power query
        codeStrong: excel formula, google sheets, apps script, spreadsheet formula, vlookup, pivot table
        codeStrong: latex document, tikz, markdown table, html form, dropdown menu, navbar, cookie consent
        codeStrong: ui component, webhook, middleware, orm, foreign key, primary key, stored procedure
        codeStrong: raspberry pi, esp32, stm32, microcontroller, gpio, i2c, firmware, plc, ladder logic, ros2
        codeStrong: unreal engine, godot, pygame, minecraft plugin, discord js, tauri, electron app
        codeStrong: jetpack compose, swiftui, uikit, core data, room database, android app, ios app, mobile app
        codeStrong: unit testing, integration test, code coverage, apt get, apt install, rest api, sed command
        codeStrong: poetry install, apache spark, the dom, svg file, an svg, nix shell, puppeteer script
        codeStrong: jest test, with jest, azure devops, azure function, julia code, dart code, turbo pascal
        codeStrong: socket connection, web socket, helm chart, docker, docker compose, web scraping, scrape
        codeStrong: over clause, pyqt5, pyqt6, odoo, csv file, gui, sdk, cli, compiler error, codebase
        codeTrouble: exception, stacktrace, not found error, permission denied, command not found
        codeTrouble: connection refused, null pointer, syntax error, compile error, linker error, build fails
        codeTrouble: breaks when, throws, nullreference, was cancelled, oom, core dumped
        """
    )
}
